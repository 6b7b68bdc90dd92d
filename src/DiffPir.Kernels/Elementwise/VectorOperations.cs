using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Elementwise;

/// <summary>Linear algebra on tensors taken as vectors, for linear operators and the methods that use them. Calls enqueue only.</summary>
public static class VectorOperations
{
    /// <summary>target = a x + b y; target may be x or y.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Combine(ComputeDevice device, Tensor target, double a, Tensor x, double b, Tensor y)
    {
        RequireOneShape(device, target, x, y);
        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float, float>(VectorKernels.Combine)(
            device.Elementwise(target.Shape.Elements), target.View, x.View, y.View, (float)a, (float)b);
    }

    /// <summary>target = x times weights, element by element; target may be x.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Multiply(ComputeDevice device, Tensor target, Tensor x, Tensor weights)
    {
        RequireOneShape(device, target, x, weights);
        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>>(VectorKernels.Multiply)(
            device.Elementwise(target.Shape.Elements), target.View, x.View, weights.View);
    }

    /// <summary>target = x.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Copy(ComputeDevice device, Tensor target, Tensor x)
    {
        RequireOneShape(device, target, x);
        target.View.CopyFrom(device.Stream, x.View);
    }

    /// <summary>y = the mean of the channels of x.</summary>
    /// <exception cref="ArgumentException">y has not one channel, or another size.</exception>
    public static void MeanOfChannels(ComputeDevice device, Tensor x, Tensor y)
    {
        RequireGrey(device, x, y);
        device.Load<ArrayView<float>, ArrayView<float>, int, long>(VectorKernels.MeanOfChannels)(
            device.Elementwise(y.Shape.Elements), x.View, y.View, x.Shape.C, (long)x.Shape.H * x.Shape.W);
    }

    /// <summary>x = scale * y in every channel.</summary>
    /// <exception cref="ArgumentException">y has not one channel, or another size.</exception>
    public static void RepeatChannel(ComputeDevice device, Tensor x, Tensor y, double scale)
    {
        RequireGrey(device, x, y);
        device.Load<ArrayView<float>, ArrayView<float>, int, long, float>(VectorKernels.RepeatChannel)(
            device.Elementwise(x.Shape.Elements), x.View, y.View, x.Shape.C, (long)x.Shape.H * x.Shape.W, (float)scale);
    }

    private static void RequireGrey(ComputeDevice device, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (y.Shape != x.Shape with { C = 1 })
        {
            throw new ArgumentException($"the grey picture of {x.Shape} has one channel, not {y.Shape}", nameof(y));
        }
    }

    private static void RequireOneShape(ComputeDevice device, Tensor first, params ReadOnlySpan<Tensor> others)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(first);
        foreach (var other in others)
        {
            ArgumentNullException.ThrowIfNull(other);
            if (other.Shape != first.Shape)
            {
                throw new ArgumentException($"vectors have one shape; found {first.Shape} and {other.Shape}", nameof(others));
            }
        }
    }
}
