using DiffPir.Benchmarks.Operations;

namespace DiffPir.Benchmarks.Yardsticks;

/// <summary>Work a second.</summary>
internal sealed class RateColumn : WorkColumn
{
    /// <inheritdoc/>
    public override string ColumnName => "Rate";

    /// <inheritdoc/>
    public override string Legend => "10^9 floating-point operations of the definition, or bytes where data only move, a second, at the median";

    /// <inheritdoc/>
    protected override string Format(OperationCase operation, double nanoseconds) =>
        $"{Rate(operation, nanoseconds):F1} {(operation.MultiplyAdds > 0 ? "GFLOP/s" : "GB/s")}";
}
