namespace DiffPir.Cli.Images;

/// <summary>Named limits on what is read from outside.</summary>
internal static class ImageLimits
{
    /// <summary>Default of <c>--max-pixels</c>: 24 million pixels, a full-size photograph of most cameras.</summary>
    public const long DefaultMaxPixels = 24_000_000;

    /// <summary>Most pixels that <c>--max-pixels</c> may allow: three channels of them must fit into one array.</summary>
    public const long MostPixels = 715_000_000;

    /// <summary>Largest picture file read, in bytes (1 GiB).</summary>
    public const long MaxFileBytes = 1L << 30;

    /// <summary>Largest text file with kernel values, in bytes (16 MiB).</summary>
    public const long MaxTextBytes = 16L << 20;
}
