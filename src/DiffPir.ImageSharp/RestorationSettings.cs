using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.ImageSharp;

/// <summary>How to restore a picture. Whatever is left out is chosen as the command line chooses it (<see cref="RestorationDefaults"/>).</summary>
public sealed record RestorationSettings
{
    /// <summary>Standard deviation of the noise in grey levels, 0 to 255; null to read it off the picture (filling in holes: to keep known
    /// pixels as they are).</summary>
    public double? Noise { get; init; }

    /// <summary>The method and its settings for what happened to the picture and its noise in grey levels; null for those that suit the prior.</summary>
    public Func<Degradation, double, MethodOptions>? Configure { get; init; }

    /// <summary>Whether removing noise draws a likely picture with texture; otherwise it takes the mean of all, which has the smallest error.</summary>
    public bool Texture { get; init; }

    /// <summary>Chooses the noise of the method: the same seed gives the same picture on the same kind of device.</summary>
    public ulong Seed { get; init; }

    /// <summary>Likely pictures to draw, 1 to <see cref="RestorationJob.MostDraws"/>; the result is their mean.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Longest side of the tiles through which the prior looks at a large picture, in pixels; null for the whole picture at once.</summary>
    public int? Tile { get; init; } = RestorationDefaults.Tile;

    /// <summary>How much of the restoration is taken, and how much grain is put on it.</summary>
    public Rendition Rendition { get; init; } = new();

    /// <summary>
    /// How the file of the picture was compressed, where it was a JPEG and that is known; an image in memory does not tell. Null to find traces of it
    /// in the pixels.
    /// </summary>
    public JpegTables? Jpeg { get; init; }
}
