using DiffPir.Benchmarks.Operations;

namespace DiffPir.Benchmarks.Yardsticks;

/// <summary>Work a second as a part of what the device reaches at best.</summary>
internal sealed class PeakColumn : WorkColumn
{
    /// <inheritdoc/>
    public override string ColumnName => "Of peak";

    /// <inheritdoc/>
    public override string Legend =>
        $"Rate divided by the best measured on {Workplace.Device.Description.Name}: {DevicePeak.Current.Gigaflops:F0} GFLOP/s of "
        + $"multiply-adds, {DevicePeak.Current.Gigabytes:F1} GB/s of copying 128 MiB. Winograd does a quarter of its definition's products, and "
        + "small maps stay in caches: both can exceed 100 %";

    /// <inheritdoc/>
    protected override string Format(OperationCase operation, double nanoseconds)
    {
        var peak = DevicePeak.Current;
        return $"{100 * Rate(operation, nanoseconds) / (operation.MultiplyAdds > 0 ? peak.Gigaflops : peak.Gigabytes):F0} %";
    }
}
