using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Diagnosing;

/// <summary>What a photograph and its file betray of themselves, each worked out when first asked for, and once.</summary>
/// <param name="file">The bytes of the file.</param>
/// <param name="photograph">The photograph.</param>
internal sealed class PhotographTraces(byte[] file, Photograph photograph)
{
    private readonly Lazy<JpegCoding?> _header = new(() => JpegHeader.TryRead(file));
    private readonly Lazy<JpegTables?> _history = new(() => JpegHistory.Find(photograph.Pixels));
    private readonly PixelMask? _visible = photograph.Visible;
    private BlurEstimate? _blur;
    private JpegCoding? _coding;
    private Diagnosis? _diagnosis;
    private NoiseEstimate? _noise;
    private bool? _showsSteps;

    /// <summary>Those of a file.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public static PhotographTraces Load(string path)
    {
        byte[] file = InputFile.ReadAllBytes(path, ImageLimits.MaxFileBytes);
        return new(file, ImageReader.Decode(path, file, ImageLimits.DefaultMaxPixels));
    }

    /// <summary>The photograph.</summary>
    public Photograph Photograph => photograph;

    /// <summary>Its pixels.</summary>
    public PlanarImage Pixels => photograph.Pixels;

    /// <summary>The tables of the JPEG that it is, or was before it was saved in another format; null where it never was one.</summary>
    public JpegTables? Jpeg => _header.Value?.Tables ?? _history.Value;

    /// <summary>How that JPEG was made; of one that was saved in another format, as far as the pixels betray it. Null where it never was one.</summary>
    public JpegCoding? Coding => _coding ??= _header.Value ?? (_history.Value is { } tables ? JpegResolution.Find(photograph.Pixels, tables) : null);

    /// <summary>Whether its pixels lie on the steps of that compression, as they must for it to be undone.</summary>
    public bool ShowsSteps => _showsSteps ??= Coding is { } coding && new JpegCompression(coding).IsShownBy(Pixels);

    /// <summary>Its noise, where it is not transparent.</summary>
    /// <exception cref="SamplerException">The picture is too small, or too little of it is to be seen.</exception>
    public NoiseEstimate Noise => _noise ??= NoiseEstimator.Estimate(Pixels, _visible);

    /// <summary>The noise of its known pixels.</summary>
    /// <param name="mask">Which they are; null for all.</param>
    /// <exception cref="SamplerException">The picture is too small, or too little of it is known.</exception>
    public NoiseEstimate NoiseAround(PixelMask? mask) => mask is null ? Noise : NoiseEstimator.Estimate(Pixels, mask);

    /// <summary>The same before it was compressed, as far as that shows.</summary>
    /// <param name="mask">Which pixels are known; null for all.</param>
    /// <exception cref="SamplerException">The picture is too small, or too little of it is known.</exception>
    public NoiseEstimate NoiseBeforeCompression(PixelMask? mask) => NoiseEstimator.BeforeCompression(NoiseAround(mask), Pixels, mask ?? _visible, Jpeg);

    /// <summary>Its blur.</summary>
    /// <exception cref="SamplerException">The picture is too small.</exception>
    public BlurEstimate Blur => _blur ??= _diagnosis?.Blur ?? BlurEstimator.Estimate(Pixels, Noise.Level, Jpeg);

    /// <summary>What is wrong with it.</summary>
    /// <exception cref="CliException">The picture is too small (usage).</exception>
    public Diagnosis Diagnosis => _diagnosis ??= TooSmall is { } reason
        ? throw new CliException(ExitCode.Usage, $"{reason}, or restore it with a --task of your choice")
        : _blur is { } blur ? Diagnosis.Of(Pixels, Noise, Jpeg, blur) : Diagnosis.Of(Pixels, Noise, Jpeg);

    /// <summary>Why nothing can be found out about it, and what to do; null where something can.</summary>
    public string? TooSmall => (NoiseEstimator.IsUnreadable(Pixels), NoiseEstimator.IsUnreadable(Pixels, _visible)) switch
    {
        (true, _) => $"the picture has {Pixels.Width} x {Pixels.Height} pixels, too few to find out what is wrong with it: "
            + $"choose one of {NoiseEstimator.SmallestSide} x {NoiseEstimator.SmallestSide} or more",
        (_, true) => "the picture is transparent nearly everywhere, which leaves too little to find out what is wrong with it: choose another one",
        _ => null,
    };
}
