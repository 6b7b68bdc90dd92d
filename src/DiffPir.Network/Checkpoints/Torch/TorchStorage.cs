namespace DiffPir.Network;

/// <summary>A storage: elements of one type that tensors look at, or a part of one (old files have such parts).</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">The element type.</param>
/// <param name="Count">Elements of the whole storage.</param>
/// <param name="ViewOffset">First element of the part.</param>
/// <param name="ViewCount">Elements of the part.</param>
internal sealed record TorchStorage(string Key, ElementType Type, long Count, long ViewOffset, long ViewCount);
