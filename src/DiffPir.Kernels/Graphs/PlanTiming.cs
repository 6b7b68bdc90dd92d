namespace DiffPir.Kernels;

/// <summary>Measured time of one operation of a plan.</summary>
/// <param name="Name">The operation's name in the graph.</param>
/// <param name="Description">Kind, shape and candidate.</param>
/// <param name="Milliseconds">Median time.</param>
/// <param name="MultiplyAdds">Multiply-adds of the operation's definition.</param>
public sealed record PlanTiming(string Name, string Description, double Milliseconds, long MultiplyAdds)
{
    /// <summary>Rate in 10^9 floating-point operations a second, two for a multiply-add; 0 for operations that only move data.</summary>
    public double GigaflopsPerSecond => 2e-6 * MultiplyAdds / Milliseconds;
}
