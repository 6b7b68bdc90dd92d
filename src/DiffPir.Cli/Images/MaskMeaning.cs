namespace DiffPir.Cli.Images;

/// <summary>What white means in a mask.</summary>
internal enum MaskMeaning
{
    /// <summary>The pixel is known.</summary>
    Known,

    /// <summary>The pixel is to be filled in.</summary>
    Fill,
}
