namespace DiffPir.Benchmarks.Peers;

/// <summary>What is computed after a prediction: gradients of half its squared norm.</summary>
internal enum PeerGradient
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The gradient with respect to the picture.</summary>
    Input,

    /// <summary>The gradients of all parameters.</summary>
    All,
}
