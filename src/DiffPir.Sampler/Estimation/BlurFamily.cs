namespace DiffPir.Sampler.Estimation;

/// <summary>Kinds of blur that are told apart.</summary>
public enum BlurFamily
{
    /// <summary>Sharp, as far as can be seen.</summary>
    None,

    /// <summary>A Gaussian: soft lenses, scanners, enlargements; the width is its standard deviation.</summary>
    Gaussian,

    /// <summary>Out of focus; the width is the radius of the disk.</summary>
    Disk,

    /// <summary>Moved along a line; the width is its length, and there is an angle.</summary>
    Line,

    /// <summary>The camera shook along a path that no formula describes; the width is the larger side of its kernel.</summary>
    Shake,
}
