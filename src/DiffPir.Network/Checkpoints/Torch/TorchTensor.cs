namespace DiffPir.Network;

/// <summary>
/// A tensor of a pickle: the element of index (i0, i1, ...) is that of its storage at Offset + i0 stride0 + i1 stride1 + ...
/// </summary>
/// <param name="Storage">Where the elements are.</param>
/// <param name="Offset">The first element, counted in the storage.</param>
/// <param name="Shape">Sides.</param>
/// <param name="Strides">As many as sides; null if the elements lie in row-major order without gaps.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[]? Strides);
