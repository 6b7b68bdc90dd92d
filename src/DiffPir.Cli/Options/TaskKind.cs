namespace DiffPir.Cli.Options;

/// <summary>What was done to a picture, and so what to undo.</summary>
internal enum TaskKind
{
    /// <summary>Blurred by a known kernel.</summary>
    Deblur,

    /// <summary>Reduced by a whole factor.</summary>
    SuperResolution,

    /// <summary>Pixels are missing.</summary>
    Inpaint,

    /// <summary>Only noise.</summary>
    Denoise,

    /// <summary>Without its colours.</summary>
    Colorize,

    /// <summary>Compressed as a JPEG.</summary>
    Jpeg,
}
