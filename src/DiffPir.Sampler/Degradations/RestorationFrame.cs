using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>
/// How a measurement lies on the tensors of a restoration: extended by margins where what lies beyond its edges is restored too, enlarged to
/// the restored size, and placed in the top left corner of a canvas whose sides the prior accepts.
/// </summary>
internal sealed class RestorationFrame
{
    private readonly int? _greyChannels;
    private readonly Tint? _tint;
    private readonly Margins _margins;
    private readonly Degradation _degradation;

    /// <summary>Lays out a measurement.</summary>
    /// <param name="measured">The measurement with its own channels.</param>
    /// <param name="degradation">Where it comes from.</param>
    /// <param name="channels">Channels of the prior; a grey measurement of what could have colours is repeated.</param>
    /// <param name="multiple">What the canvas' sides must be multiples of.</param>
    /// <param name="tint">Its colours where it is a print in one tint: its tone is restored in its place, as a grey measurement. Null elsewhere.</param>
    /// <param name="noise">How the noise of colours hangs together; null where they have noise of their own.</param>
    /// <exception cref="SamplerException">The picture is too large.</exception>
    public RestorationFrame(PlanarImage measured, Degradation degradation, int channels, int multiple, Tint? tint = null, ChannelNoise? noise = null)
    {
        (_degradation, _margins, _tint) = (degradation, degradation.MarginsFor(measured.Height, measured.Width), tint);
        measured = tint?.Tone ?? measured;
        Observed = measured.RepeatChannel(degradation.MeasuredChannels(channels));
        bool isGrey = measured.HasEqualChannels();
        ChannelNoise = isGrey && degradation.AddsNoise ? ChannelNoise.Repeated(Observed.Channels) : noise ?? ChannelNoise.Independent(Observed.Channels);
        _greyChannels = isGrey && Observed.Channels == channels ? measured.Channels : null;
        long rows = (long)(_margins.Top + Observed.Height + _margins.Bottom) * degradation.Scale;
        long columns = (long)(_margins.Left + Observed.Width + _margins.Right) * degradation.Scale;
        if (channels * Rounding.RoundUp(rows, multiple) * Rounding.RoundUp(columns, multiple) > int.MaxValue)
        {
            throw new SamplerException($"a picture of {rows} rows and {columns} columns is too large to restore at once: restore parts of it");
        }

        (Rows, Columns) = ((int)rows, (int)columns);
        Canvas = new TensorShape(1, channels, (int)Rounding.RoundUp(rows, multiple), (int)Rounding.RoundUp(columns, multiple));
    }

    /// <summary>The measurement, with as many channels as one of the prior's pictures has.</summary>
    public PlanarImage Observed { get; }

    /// <summary>How the noise of its channels hangs together: those of a measurement that is grey, in one channel or in all, are one and the same.</summary>
    public ChannelNoise ChannelNoise { get; }

    /// <summary>Rows of the canvas that the degradation covers.</summary>
    public int Rows { get; }

    /// <summary>Columns of the canvas that the degradation covers.</summary>
    public int Columns { get; }

    /// <summary>Shape of the tensors.</summary>
    public TensorShape Canvas { get; }

    /// <summary>A first guess of the picture, on [-1,1]; outside of what the degradation covers, the canvas is left undefined.</summary>
    /// <param name="device">The canvas' device.</param>
    /// <param name="guess">What missing pixels begin with.</param>
    /// <param name="canvas">Receives it.</param>
    public void Guess(ComputeDevice device, FirstGuess guess, Tensor canvas)
    {
        var shown = new PlanarImage(Observed.Channels, Observed.Height, Observed.Width, [.. Observed.Data]);
        if (guess == FirstGuess.Continued)
        {
            _degradation.FillIn(shown);
        }
        else
        {
            _degradation.Conceal(shown);
        }

        _degradation.Guess(device, shown.PadReflect(_margins.Top, _margins.Left, _margins.Bottom, _margins.Right), canvas);
    }

    /// <summary>Values of the measurement that were observed.</summary>
    public int CountObserved()
    {
        var shown = new PlanarImage(Observed.Channels, Observed.Height, Observed.Width, [.. Enumerable.Repeat(1f, Observed.Data.Length)]);
        _degradation.Conceal(shown);
        return shown.Data.Count(value => value != 0);
    }

    /// <summary>The restored picture, on [0,1], from a canvas on [-1,1].</summary>
    /// <exception cref="SamplerException">A value is NaN or infinite.</exception>
    public PlanarImage Extract(float[] canvas)
    {
        var whole = new PlanarImage(Canvas.C, Canvas.H, Canvas.W, canvas);
        int scale = _degradation.Scale;
        var result = whole.Crop(_margins.Top * scale, _margins.Left * scale, Observed.Height * scale, Observed.Width * scale);
        for (int i = 0; i < result.Data.Length; i++)
        {
            result.Data[i] = (result.Data[i] / 2) + 0.5f;
            if (!float.IsFinite(result.Data[i]))
            {
                throw new SamplerException(
                    "the restoration produced values that are not finite numbers; check that the model is sound and the kernel, noise level and "
                    + "lambda are sensible");
            }
        }

        result = _greyChannels is { } count ? result.MeanOfChannels().RepeatChannel(count) : result;
        return _tint?.Apply(result) ?? result;
    }
}
