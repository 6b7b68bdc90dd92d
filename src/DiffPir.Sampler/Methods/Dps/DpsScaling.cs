namespace DiffPir.Sampler;

/// <summary>What the scale of DPS multiplies; programs differ.</summary>
public enum DpsScaling
{
    /// <summary>The gradient of ||y - H x0||: the published program.</summary>
    Norm,

    /// <summary>That of ||y - H x0|| / (2 sqrt(m)) with m measured values: deepinv.</summary>
    Measurements,

    /// <summary>That of a_t ||y - H x0||, which grows towards the end: FastDiffusionEM.</summary>
    Signal,

    /// <summary>That of ||y - H x0||^2 / 2 divided by sqrt(||y - H x0||^2 / 2): dps-benchmark.</summary>
    HalfSquares,
}
