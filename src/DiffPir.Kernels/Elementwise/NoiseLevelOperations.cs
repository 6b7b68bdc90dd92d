using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>
/// What makes a denoiser of clean images a predictor of noise. A diffusion's x = a (2 z0 - 1) + s n is, as z = x / (2 a) + 1/2 on the scale
/// [0,1], an image z0 with noise of standard deviation s / (2 a). Calls enqueue only.
/// </summary>
public static class NoiseLevelOperations
{
    /// <summary>
    /// input = [x / (2 signalLevel) + 1/2, noiseLevel / (2 signalLevel)]: the image, then a channel that tells the noise.
    /// </summary>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="x">Noisy images on [-1,1].</param>
    /// <param name="input">As many images of the same size, with one channel more.</param>
    /// <param name="signalLevel">a, above 0.</param>
    /// <param name="noiseLevel">s.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void PrepareInput(ComputeDevice device, Tensor x, Tensor input, double signalLevel, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(input);
        if (input.Shape != x.Shape with { C = x.Shape.C + 1 })
        {
            throw new ArgumentException($"a denoiser's input for {x.Shape} has one channel more, not {input.Shape}", nameof(input));
        }

        device.Load<ArrayView<float>, ArrayView<float>, float, float, long, long>(NoiseLevelKernels.PrepareInput)(
            device.Elementwise(input.Shape.Elements), x.View, input.View, (float)(0.5 / signalLevel), (float)(0.5 * noiseLevel / signalLevel),
            x.Shape.Elements / x.Shape.N, input.Shape.Elements / x.Shape.N);
    }

    /// <summary>noise = (x - signalLevel (2 clean - 1)) / noiseLevel.</summary>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="x">Noisy images on [-1,1].</param>
    /// <param name="clean">Their clean images on [0,1].</param>
    /// <param name="noise">Receives the noise; may be <paramref name="clean"/>.</param>
    /// <param name="signalLevel">a.</param>
    /// <param name="noiseLevel">s, above 0.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void NoiseOf(ComputeDevice device, Tensor x, Tensor clean, Tensor noise, double signalLevel, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(noise);
        if (clean.Shape != x.Shape || noise.Shape != x.Shape)
        {
            throw new ArgumentException($"image, clean image and noise have one shape; found {x.Shape}, {clean.Shape} and {noise.Shape}", nameof(noise));
        }

        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float, float>(NoiseLevelKernels.NoiseOf)(
            device.Elementwise(x.Shape.Elements), x.View, clean.View, noise.View, (float)(1 / noiseLevel), (float)(-signalLevel / noiseLevel));
    }

    /// <summary>
    /// J^T v of the noise that <see cref="NoiseOf"/> makes of a denoiser's result: gradient = (vector - inputGradient) / noiseLevel, of whose
    /// input only the image counts; the channel that tells the noise is no function of x.
    /// </summary>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="vector">v.</param>
    /// <param name="inputGradient">The denoiser's J^T v, with one channel more.</param>
    /// <param name="gradient">Receives the gradient; v's shape.</param>
    /// <param name="noiseLevel">s, above 0.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void NoiseGradientOf(ComputeDevice device, Tensor vector, Tensor inputGradient, Tensor gradient, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(vector);
        ArgumentNullException.ThrowIfNull(inputGradient);
        ArgumentNullException.ThrowIfNull(gradient);
        var shape = vector.Shape;
        if (gradient.Shape != shape || inputGradient.Shape != shape with { C = shape.C + 1 })
        {
            throw new ArgumentException(
                $"the gradient for {shape} has its shape, and that of the input one channel more; found {gradient.Shape} and {inputGradient.Shape}",
                nameof(gradient));
        }

        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float, long, long>(NoiseLevelKernels.NoiseGradientOf)(
            device.Elementwise(shape.Elements), vector.View, inputGradient.View, gradient.View, (float)(1 / noiseLevel),
            shape.Elements / shape.N, inputGradient.Shape.Elements / shape.N);
    }
}
