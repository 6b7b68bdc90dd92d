using System.Globalization;

namespace DiffPir.Benchmarks.Loading;

/// <summary>What Linux says about this process's memory, in bytes (/proc/self/status).</summary>
/// <param name="Peak">VmHWM: the most that was resident at once, since the start or <see cref="ResetPeak"/>.</param>
/// <param name="Anonymous">RssAnon: memory of the program's own; device memory too where the processor is the device.</param>
/// <param name="File">RssFile: pages of mapped files, code and models, which the system takes back when it needs the room.</param>
internal sealed record ProcessMemory(long Peak, long Anonymous, long File)
{
    /// <summary>Now.</summary>
    public static ProcessMemory Read()
    {
        var fields = System.IO.File.ReadLines("/proc/self/status").Select(line => line.Split(':', 2))
            .Where(parts => parts[1].EndsWith(" kB", StringComparison.Ordinal))
            .ToDictionary(parts => parts[0], parts => 1024 * long.Parse(parts[1].AsSpan(0, parts[1].Length - 3).Trim(), CultureInfo.InvariantCulture));
        return new(fields["VmHWM"], fields["RssAnon"], fields["RssFile"]);
    }

    /// <summary>Makes the peak what is resident now.</summary>
    public static void ResetPeak() => System.IO.File.WriteAllText("/proc/self/clear_refs", "5");
}
