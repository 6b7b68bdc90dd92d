namespace DiffPir.Sampler;

/// <summary>Which part of DDPG's guidance is multiplied by (1 - abar') / (1 - abar), the fall of the noise in a step.</summary>
public enum DdpgDecay
{
    /// <summary>None, as published for little noise.</summary>
    None,

    /// <summary>The gradient, as published for more.</summary>
    Gradient,

    /// <summary>All of it.</summary>
    Whole,
}
