namespace DiffPir.Kernels.Pointwise;

/// <summary>A change of resolution without weights.</summary>
public enum Resampling
{
    /// <summary>Same resolution.</summary>
    None,

    /// <summary>Every pixel repeated in a 2x2 block.</summary>
    NearestUp2,

    /// <summary>Mean of each 2x2 block; odd last rows and columns are dropped.</summary>
    MeanDown2,
}
