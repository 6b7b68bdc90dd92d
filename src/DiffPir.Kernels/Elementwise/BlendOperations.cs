using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>Weighted sums of pictures and noise; all tensors of one call have one shape. Calls enqueue only.</summary>
public static class BlendOperations
{
    /// <summary>clean = clamp((x - noiseLevel * noise) / signalLevel, -1, 1): the picture that a noise prediction implies.</summary>
    public static void PredictClean(ComputeDevice device, Tensor clean, Tensor x, Tensor noise, double signalLevel, double noiseLevel)
    {
        Require(device, clean, x, noise);
        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float, float>(BlendKernels.PredictClean)(
            device.Elementwise(x.Shape.Elements), clean.View, x.View, noise.View, (float)(1 / signalLevel), (float)(-noiseLevel / signalLevel));
    }

    /// <summary>x = a x + b clean.</summary>
    public static void Blend(ComputeDevice device, Tensor x, Tensor clean, double a, double b)
    {
        Require(device, x, clean);
        device.Load<ArrayView<float>, ArrayView<float>, float, float>(BlendKernels.Blend)(
            device.Elementwise(x.Shape.Elements), x.View, clean.View, (float)a, (float)b);
    }

    /// <summary>x = a x + b clean + c noise.</summary>
    public static void Blend(ComputeDevice device, Tensor x, Tensor clean, Tensor noise, double a, double b, double c)
    {
        Require(device, x, clean, noise);
        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float, float, float>(BlendKernels.BlendWithNoise)(
            device.Elementwise(x.Shape.Elements), x.View, clean.View, noise.View, (float)a, (float)b, (float)c);
    }

    /// <summary>x = x + c noise.</summary>
    public static void AddNoise(ComputeDevice device, Tensor x, Tensor noise, double c)
    {
        Require(device, x, noise);
        device.Load<ArrayView<float>, ArrayView<float>, float>(BlendKernels.AddNoise)(
            device.Elementwise(x.Shape.Elements), x.View, noise.View, (float)c);
    }

    /// <summary>vector = 0 where a clean picture of <see cref="PredictClean"/> was limited: the limits' part of a vector-Jacobian product.</summary>
    public static void PullBackLimits(ComputeDevice device, Tensor vector, Tensor clean)
    {
        Require(device, vector, clean);
        device.Load<ArrayView<float>, ArrayView<float>>(BlendKernels.PullBackLimits)(
            device.Elementwise(vector.Shape.Elements), vector.View, clean.View);
    }

    /// <summary>
    /// x = x + step * confidence * (target - x). With confidence 1 where a pixel was measured and 0 elsewhere, and step 1 / (1 + rho),
    /// this is the data step of inpainting and denoising, argmin_p ||M (target - p)||^2 + rho ||x - p||^2.
    /// </summary>
    public static void PullTowards(ComputeDevice device, Tensor x, Tensor target, Tensor confidence, double step)
    {
        Require(device, x, target, confidence);
        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float>(BlendKernels.PullTowards)(
            device.Elementwise(x.Shape.Elements), x.View, target.View, confidence.View, (float)step);
    }

    private static void Require(ComputeDevice device, Tensor first, params ReadOnlySpan<Tensor> others)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(first);
        foreach (var other in others)
        {
            if (other.Shape != first.Shape)
            {
                throw new ArgumentException($"the tensors of an elementwise step have one shape; found {first.Shape} and {other.Shape}", nameof(others));
            }
        }
    }
}
