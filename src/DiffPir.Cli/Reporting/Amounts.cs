namespace DiffPir.Cli.Reporting;

/// <summary>Numbers as people read them.</summary>
internal static class Amounts
{
    /// <summary>Bytes in MiB or GiB.</summary>
    public static string Bytes(long bytes) => bytes >= 1L << 30 ? $"{bytes / (double)(1L << 30):0.0} GiB" : $"{bytes / (double)(1L << 20):0.0} MiB";

    /// <summary>A count with its noun: "1 step", "3 steps".</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>A duration, in milliseconds below one second.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 1 => $"{seconds * 1000:0} ms",
        < 100 => $"{seconds:0.0} s",
        < 6000 => $"{seconds / 60:0} min",
        _ => $"{seconds / 3600:0.0} h",
    };
}
