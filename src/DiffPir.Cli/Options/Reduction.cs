namespace DiffPir.Cli.Options;

/// <summary>How pictures were reduced, where no filter is named.</summary>
internal enum Reduction
{
    /// <summary>Bicubic, antialiased.</summary>
    Bicubic,

    /// <summary>Each pixel is the mean of its block: average pooling.</summary>
    Average,
}
