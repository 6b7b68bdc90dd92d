namespace DiffPir.Network;

/// <summary>An object of a class that says nothing about tensors: options, counters, optimizers. Nothing of it is kept but the class's name.</summary>
/// <param name="Class">Module and name, joined by a dot.</param>
internal sealed record PickleObject(string Class);
