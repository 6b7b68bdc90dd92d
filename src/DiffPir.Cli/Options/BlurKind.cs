namespace DiffPir.Cli.Options;

/// <summary>The shapes of blurs that have names on the command line.</summary>
internal enum BlurKind
{
    /// <summary>A Gaussian.</summary>
    Gaussian,

    /// <summary>A random path of a shaking hand.</summary>
    Motion,

    /// <summary>A disc: out of focus.</summary>
    Disk,

    /// <summary>A straight line: even motion.</summary>
    Line,

    /// <summary>To be found out from the picture.</summary>
    Auto,
}
