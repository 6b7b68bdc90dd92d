namespace DiffPir.Kernels;

/// <summary>What a plan has decided about an operation before memory is placed.</summary>
/// <param name="Device">Where it runs.</param>
/// <param name="Inputs">Shapes of its inputs.</param>
/// <param name="Output">Shape of its result.</param>
/// <param name="Candidate">The way in which it runs; null where there is only one.</param>
internal sealed record OperationSetting(ComputeDevice Device, IReadOnlyList<TensorShape> Inputs, TensorShape Output, Enum? Candidate);
