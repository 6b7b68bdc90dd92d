using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using DiffPir.Benchmarks.Operations;

namespace DiffPir.Benchmarks.Yardsticks;

/// <summary>A column made of an operation's work and its median time.</summary>
internal abstract class WorkColumn : IColumn
{
    public string Id => GetType().Name;

    public abstract string ColumnName { get; }

    public abstract string Legend { get; }

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics?.Median is { } nanoseconds && benchmarkCase.Parameters["Case"] is OperationCase operation
            ? Format(operation, nanoseconds)
            : "-";

    /// <summary>10^9 floating-point operations, or bytes where it only moves data, a second.</summary>
    protected static double Rate(OperationCase operation, double nanoseconds) =>
        (operation.MultiplyAdds > 0 ? 2 * operation.MultiplyAdds : operation.Bytes) / nanoseconds;

    /// <summary>The text of a cell.</summary>
    protected abstract string Format(OperationCase operation, double nanoseconds);
}
