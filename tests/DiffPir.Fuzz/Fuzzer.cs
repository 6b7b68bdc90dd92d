using System.Diagnostics;
using DiffPir.Network;

namespace DiffPir.Fuzz;

/// <summary>
/// Feeds a reader mutated inputs and keeps those that take a new branch, or without instrumentation have a new outcome, as starting points
/// for more. A finding is any exception other than that by which the target refuses, an execution of more than a second of the processor's time, or one that
/// allocates more than the target may.
/// </summary>
/// <param name="target">The reader.</param>
/// <param name="seed">Everything but the times follows from it.</param>
/// <param name="coverage">Observes the reader's branches; null where it is not instrumented.</param>
public sealed class Fuzzer(FuzzTarget target, int seed, Coverage? coverage = null)
{
    private const double LongestSeconds = 1;
    private const int LargestCorpus = 20_000;
    private const int MostFindings = 20;

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _corpus = [.. target.Seeds];
    private readonly HashSet<string> _outcomes = [];
    private readonly HashSet<string> _problems = [];
    private readonly List<FuzzFinding> _findings = [];
    private long _executions;
    private long _accepted;
    private double _longest;
    private long _allocated;

    /// <summary>The input being read, an array of its own for each: for whoever watches over hangs.</summary>
    public byte[] Current { get; private set; } = [];

    /// <summary>Runs until told to stop. The seeds themselves come first.</summary>
    /// <param name="goOn">Asked before each execution, with the number of those done.</param>
    public FuzzResult Run(Func<long, bool> goOn)
    {
        var mutator = new Mutator(_random, target.Tokens);
        while (goOn(_executions))
        {
            byte[] input = _executions < target.Seeds.Count
                ? target.Seeds[(int)_executions]
                : mutator.Mutate(Pick(), _corpus[_random.Next(_corpus.Count)]);
            Execute(input);
        }

        return new FuzzResult(
            target.Name, _executions, _accepted, _corpus.Count, coverage?.Edges, _outcomes.Count, _longest * 1000, _allocated, _findings);
    }

    /// <summary>Where to start from: a seed, one of the latest inputs that were kept, or any of those.</summary>
    private byte[] Pick() => _random.Next(3) switch
    {
        0 => target.Seeds[_random.Next(target.Seeds.Count)],
        1 => _corpus[_corpus.Count - 1 - _random.Next(Math.Min(_corpus.Count, 32))],
        _ => _corpus[_random.Next(_corpus.Count)],
    };

    private void Execute(byte[] input)
    {
        _executions++;
        coverage?.BeginExecution();
        long since = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
        Current = input;
        string accepted = "";
        Exception? refusal = null;
        try
        {
            accepted = target.Execute(input);
            _accepted++;
        }
        catch (Exception error)
        {
            refusal = error;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        double seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        Judge(input, refusal, seconds, allocated);

        // Where an input was refused says little beyond the branches, and takes longer to find out than most executions.
        if (coverage?.AddExecution() ?? true)
        {
            bool isNew = _outcomes.Add(refusal is null ? $"accepted: {accepted}" : Kind(refusal));
            if ((isNew || coverage is not null) && _executions > target.Seeds.Count && _corpus.Count < LargestCorpus)
            {
                _corpus.Add(input);
            }
        }
    }

    private void Judge(byte[] input, Exception? refusal, double seconds, long allocated)
    {
        (_longest, _allocated) = (Math.Max(_longest, seconds), Math.Max(_allocated, allocated));
        if (refusal is not null && !target.IsRefusal(refusal))
        {
            Report($"{refusal.GetType().Name}: {refusal.Message}\n{refusal.StackTrace}", Kind(refusal), input);
        }

        if (seconds > LongestSeconds && IsSlowAgain(input))
        {
            Report($"took {seconds:F1} s, and more than {LongestSeconds:F0} s again", "slow", input);
        }

        if (allocated > target.MostAllocated)
        {
            Report($"allocated {allocated >> 20} MiB", "large", input);
        }
    }

    /// <summary>On a busy machine anything can take long; what takes as much of the processor three times more is slow.</summary>
    private bool IsSlowAgain(byte[] input)
    {
        for (int i = 0; i < 3; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            Current = input;
            try
            {
                target.Execute(input);
            }
            catch (Exception error) when (target.IsRefusal(error))
            {
                // Only the time matters here.
            }

            if ((Environment.CpuUsage.TotalTime - before).TotalSeconds < LongestSeconds)
            {
                return false;
            }
        }

        return true;
    }

    private void Report(string problem, string kind, byte[] input)
    {
        if (_findings.Count < MostFindings && _problems.Add(kind))
        {
            _findings.Add(new FuzzFinding(target.Name, _executions, problem, input));
        }
    }

    /// <summary>The kind of a refusal: its type, the place in the code that first refused, and the one that called it.</summary>
    private static string Kind(Exception error)
    {
        var frames = new StackTrace(error.GetBaseException(), fNeedFileInfo: false).GetFrames();
        return $"{error.GetType().Name} {(error as CheckpointException)?.Fault} " + string.Join(" < ", frames.Take(2)
            .Select(frame => $"{frame.GetMethod()?.Name} {frame.GetILOffset()}"));
    }
}
