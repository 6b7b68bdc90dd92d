using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>What a measurement gives without any learned prior, to compare methods with.</summary>
/// <param name="device">Where linear operators run.</param>
public sealed class PlainReferences(ComputeDevice device)
{
    /// <summary>
    /// The measurement in the size of the picture: each pixel repeated over its block, a grey one in all channels; unknown pixels stay black.
    /// </summary>
    public static PlanarImage Input(Degradation degradation, PlanarImage measured, int channels)
    {
        ArgumentNullException.ThrowIfNull(degradation);
        ArgumentNullException.ThrowIfNull(measured);
        return measured.RepeatChannel(channels).RepeatPixels(degradation.Scale);
    }

    /// <summary>The measurement enlarged by cubic interpolation; the measurement itself where nothing was reduced.</summary>
    public PlanarImage Bicubic(Degradation degradation, PlanarImage measured, int channels)
    {
        ArgumentNullException.ThrowIfNull(degradation);
        ArgumentNullException.ThrowIfNull(measured);
        var frame = new RestorationFrame(measured, degradation, channels, 1);
        using var canvas = device.Allocate(frame.Canvas);
        frame.Guess(device, FirstGuess.Measured, canvas);
        return frame.Extract(canvas.Download());
    }

    /// <summary>The Wiener filter of the true operator and noise; see <see cref="WienerFilter"/>.</summary>
    /// <param name="degradation">H.</param>
    /// <param name="measured">y.</param>
    /// <param name="noiseLevel">Standard deviation of its noise in grey levels.</param>
    /// <param name="channels">Channels of the picture.</param>
    public PlanarImage Wiener(Degradation degradation, PlanarImage measured, double noiseLevel, int channels)
    {
        ArgumentNullException.ThrowIfNull(degradation);
        ArgumentNullException.ThrowIfNull(measured);
        var frame = new RestorationFrame(measured, degradation, channels, 1);
        using var linear = degradation.CreateOperator(device, frame.Canvas, measured.Height, measured.Width);
        using var y = device.Allocate(linear.Range);
        linear.Observe(frame.Observed, y);
        return frame.Extract(WienerFilter.Solve(linear, y, noiseLevel));
    }
}
