namespace DiffPir.Kernels;

/// <summary>Reads a part of a network's weights. Called from several threads at once.</summary>
/// <param name="name">The tensor.</param>
/// <param name="first">The first element, counted in the checkpoint's own order.</param>
/// <param name="destination">Receives as many elements as it has room for; that many follow.</param>
public delegate void ReadWeights(string name, long first, Span<float> destination);
