using System.Diagnostics;
using System.Globalization;
using DiffPir.Fuzz;

// dotnet DiffPir.Fuzz.dll FIXTURES OUTPUT SECONDS [SEED] [TARGET]: see scripts/fuzz.sh.
if (args.Length < 3 || !double.TryParse(args[2], CultureInfo.InvariantCulture, out double seconds))
{
    Console.Error.WriteLine("usage: DiffPir.Fuzz FIXTURES OUTPUT SECONDS [SEED] [TARGET]");
    return 2;
}

string output = Directory.CreateDirectory(args[1]).FullName;
int seed = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1;
string memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
string scratch = Directory.CreateDirectory(Path.Combine(memory, $"diffpir-fuzz-{Environment.ProcessId}")).FullName;
try
{
    FuzzTarget[] targets = [.. FuzzTargets.All(args[0], scratch).Where(target => args.Length < 5 || target.Name == args[4])];
    Console.WriteLine($"{targets.Length} targets, {seconds:F0} s in all, seed {seed}");
    int findings = 0;
    foreach (FuzzTarget target in targets)
    {
        var fuzzer = new Fuzzer(target, seed);
        long start = Stopwatch.GetTimestamp();
        using var watch = new HangWatch(fuzzer, target.Name, output);
        FuzzResult result = fuzzer.Run(_ => Stopwatch.GetElapsedTime(start).TotalSeconds < seconds / targets.Length);
        double rate = result.Executions / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(
            $"{result.Target,-20} {result.Executions,12:N0} executions ({rate:N0}/s), {result.Accepted:N0} accepted, {result.Outcomes} outcomes, "
            + $"longest {result.LongestMilliseconds:F1} ms, most allocated {result.MostAllocated / 1048576.0:F1} MiB, {result.Findings.Count} findings");
        foreach (FuzzFinding finding in result.Findings)
        {
            string path = Path.Combine(output, $"found-{finding.Target}-{seed}-{finding.Execution}.bin");
            File.WriteAllBytes(path, finding.Input);
            Console.WriteLine($"  {path}: {finding.Problem}");
            findings++;
        }
    }

    return findings == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(scratch, recursive: true);
}
