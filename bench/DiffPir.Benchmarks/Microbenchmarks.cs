using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using DiffPir.Benchmarks.Operations;
using DiffPir.Benchmarks.Yardsticks;
using DiffPir.Kernels;
using Perfolizer.Horology;
using Perfolizer.Mathematics.OutlierDetection;

namespace DiffPir.Benchmarks;

/// <summary>
/// Runs the benchmarks of single operations. Options: <c>--device</c>, <c>--threads</c>, <c>--precision</c>, <c>--network</c>, and
/// BenchmarkDotNet's own.
/// </summary>
internal static class Microbenchmarks
{
    /// <summary>BenchmarkDotNet's options that run nothing.</summary>
    private static readonly string[] Informative = ["--list", "--help", "--info", "--version"];

    /// <summary>Runs what the arguments select.</summary>
    /// <exception cref="ArgumentException">They select nothing.</exception>
    public static void Run(Arguments arguments)
    {
        Workplace.Open(
            arguments.Text("--device", "auto"), arguments.Number("--threads", 0, 0), arguments.Word("--precision", Precision.Auto),
            arguments.Text("--network", PublishedNetworks.Ffhq));
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Microbenchmarks).Assembly).Run(arguments.Rest, Configuration());
        if (!summaries.Any() && !arguments.Rest.Intersect(Informative, StringComparer.OrdinalIgnoreCase).Any())
        {
            throw new ArgumentException(
                $"no benchmark was run by '{string.Join(' ', arguments.Rest)}': list their names with --list flat, and see bench/README.md for --filter");
        }
    }

    // In this process: the device stays open, kernels stay compiled. Iterations of a fifth of a second average over scheduling, the median
    // of nine tells the typical one. No unrolling: an evaluation of one case can take a quarter of a second.
    private static ManualConfig Configuration() => ManualConfig.Create(DefaultConfig.Instance)
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithStrategy(RunStrategy.Throughput)
            .WithUnrollFactor(1)
            .WithIterationTime(TimeInterval.FromMilliseconds(200))
            .WithWarmupCount(2)
            .WithIterationCount(9)
            .WithEvaluateOverhead(false)
            .WithOutlierMode(OutlierMode.DontRemove))
        .AddColumn(StatisticColumn.Median, new RateColumn(), new PeakColumn())
        .HideColumns(Column.Method, Column.Mean, Column.Error)
        .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(100));
}
