using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>Measurements whose noise was clipped at black and white. Calls enqueue only.</summary>
public static class ClippingOperations
{
    /// <summary>
    /// result = scale * measured, with what clipped values were before, as is to be expected from a clean picture: there a measurement is a
    /// bound, not a value, and taken for a value it pulls dark places up and bright ones down.
    /// </summary>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="measured">On [-1,1]; exactly -1 or 1 where clipped.</param>
    /// <param name="clean">An estimate of the picture without noise, within [-1,1].</param>
    /// <param name="result">Receives the result; may be either.</param>
    /// <param name="scale">Factor of everything.</param>
    /// <param name="sigma">Standard deviation of the noise on [-1,1], above 0.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Unclip(ComputeDevice device, Tensor measured, Tensor clean, Tensor result, double scale, double sigma)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(result);
        if (clean.Shape != measured.Shape || result.Shape != measured.Shape)
        {
            throw new ArgumentException(
                $"measurement, clean picture and result have one shape; found {measured.Shape}, {clean.Shape} and {result.Shape}", nameof(result));
        }

        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float, float>(ClippingKernels.Unclip)(
            device.Elementwise(measured.Shape.Elements), measured.View, clean.View, result.View, (float)scale, (float)sigma);
    }
}
