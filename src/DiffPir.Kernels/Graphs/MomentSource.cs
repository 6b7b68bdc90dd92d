namespace DiffPir.Kernels;

/// <summary>A value and the table of its moments.</summary>
/// <param name="Value">The value.</param>
/// <param name="Table">Its moments.</param>
/// <param name="IsMissing">True where the operation that reads them is the first to do so and nothing has taken them yet.</param>
internal sealed record MomentSource(PlacedValue Value, MomentTable Table, bool IsMissing);
