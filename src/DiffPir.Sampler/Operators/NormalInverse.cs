namespace DiffPir.Sampler;

/// <summary>How well an operator can invert H H^T + rho directly.</summary>
public enum NormalInverse
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Nearly: as a preconditioner, symmetric and positive.</summary>
    Approximate,

    /// <summary>Exactly.</summary>
    Exact,
}
