using System.Globalization;
using System.Runtime.InteropServices;

namespace DiffPir.Benchmarks.Peers;

/// <summary>How much memory processes occupy. Only Linux tells: elsewhere every answer is unknown.</summary>
internal static partial class ResidentMemory
{
    private const string PeakLine = "VmHWM:";

    /// <summary>Resident bytes of this process, without what is merely not given back yet.</summary>
    public static long Measure()
    {
        GC.Collect();
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = Trim(0);
            }
            catch (EntryPointNotFoundException)
            {
                // Only glibc keeps so much that it has this function.
            }
        }

        return Environment.WorkingSet;
    }

    /// <summary>Lets a process's peak begin anew at what it occupies now.</summary>
    /// <returns>False where that cannot be done.</returns>
    public static bool ResetPeak(int process)
    {
        try
        {
            File.WriteAllText($"/proc/{process}/clear_refs", "5"); // proc(5): 5 resets the peak
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// The most bytes that a process occupied at once since its start or the latest <see cref="ResetPeak"/>; null if unknown.
    /// </summary>
    public static long? Peak(int process)
    {
        try
        {
            // "VmHWM:     12345 kB"
            string? line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith(PeakLine, StringComparison.Ordinal));
            return line is null ? null : 1024 * long.Parse(line[PeakLine.Length..^"kB".Length], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
