using System.Diagnostics;
using DiffPir.Fuzz;

// See scripts/fuzz.sh.
if (args is ["instrument", var folder])
{
    Console.WriteLine($"{Instrumentation.Apply(folder)} types instrumented");
    return 0;
}

if (FuzzOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

Coverage.Prepare();
string output = Directory.CreateDirectory(options.Output).FullName;
FuzzTarget[] all = [.. FuzzTargets.All(options.Fixtures)];
FuzzTarget[] targets = [.. all.Where(target => options.Target is null || target.Name == options.Target)];
if (targets.Length == 0)
{
    Console.Error.WriteLine($"there is no target '{options.Target}'; there are {string.Join(", ", all.Select(target => target.Name))}");
    return 2;
}

var summary = new FuzzSummary();
int findings = 0;
foreach (var target in targets)
{
    var fuzzer = new Fuzzer(target, options.Seed, Coverage.Start());
    long start = Stopwatch.GetTimestamp();
    using var watch = new HangWatch(fuzzer, target.Name, output);
    var result = fuzzer.Run(done =>
        done < (options.Executions ?? long.MaxValue) && !(Stopwatch.GetElapsedTime(start).TotalSeconds >= options.Seconds / targets.Length));
    Console.WriteLine(summary.Add(result, Stopwatch.GetElapsedTime(start).TotalSeconds));
    foreach (var finding in result.Findings)
    {
        string path = Path.Combine(output, $"found-{finding.Target}-{options.Seed}-{finding.Execution}.bin");
        File.WriteAllBytes(path, finding.Input);
        Console.WriteLine($"  {path}: {finding.Problem}");
        findings++;
    }
}

File.WriteAllText(Path.Combine(output, $"summary-{options.Target ?? "all"}-{options.Seed}.md"), summary.ToString());
Console.WriteLine($"\n{summary}");
return findings == 0 ? 0 : 1;
