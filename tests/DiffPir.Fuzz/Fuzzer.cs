using System.Diagnostics;
using DiffPir.Network;

namespace DiffPir.Fuzz;

/// <summary>
/// Feeds a reader mutated inputs and keeps those with a new outcome as starting points for more. A finding is any exception other than
/// <see cref="CheckpointException"/>, an execution of more than a second, or one that allocates more than 64 MiB.
/// </summary>
/// <param name="target">The reader.</param>
/// <param name="seed">Everything but the times follows from it.</param>
public sealed class Fuzzer(FuzzTarget target, int seed)
{
    private const double LongestSeconds = 1;
    private const long MostAllocated = 64 << 20;
    private const int LargestCorpus = 5000;
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

    /// <summary>The input being read, and since when (a <see cref="Stopwatch"/> timestamp): for whoever watches over hangs.</summary>
    public (byte[] Input, long Since) Current { get; private set; } = ([], Stopwatch.GetTimestamp());

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

        return new FuzzResult(target.Name, _executions, _accepted, _outcomes.Count, _longest * 1000, _allocated, _findings);
    }

    /// <summary>Where to start from: a seed, one of the latest inputs with a new outcome, or any of those.</summary>
    private byte[] Pick() => _random.Next(3) switch
    {
        0 => target.Seeds[_random.Next(target.Seeds.Count)],
        1 => _corpus[_corpus.Count - 1 - _random.Next(Math.Min(_corpus.Count, 32))],
        _ => _corpus[_random.Next(_corpus.Count)],
    };

    private void Execute(byte[] input)
    {
        _executions++;
        long since = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
        Current = (input, since);
        string outcome;
        try
        {
            outcome = $"accepted: {target.Execute(input)}";
            _accepted++;
        }
        catch (CheckpointException error)
        {
            outcome = $"{error.Fault} {Origin(error)}";
        }
        catch (Exception error)
        {
            outcome = $"{error.GetType().Name} {Origin(error)}";
            Report($"{error.GetType().Name}: {error.Message}\n{error.StackTrace}", outcome, input);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        double seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        (_longest, _allocated) = (Math.Max(_longest, seconds), Math.Max(_allocated, allocated));
        if (seconds > LongestSeconds && IsSlowAgain(input))
        {
            Report($"took {seconds:F1} s, and more than {LongestSeconds:F0} s again", "slow", input);
        }

        if (allocated > MostAllocated)
        {
            Report($"allocated {allocated >> 20} MiB", "large", input);
        }

        if (_outcomes.Add(outcome) && _corpus.Count < LargestCorpus)
        {
            _corpus.Add(input);
        }
    }

    /// <summary>On a busy machine anything can take long once; what is slow three times more is slow.</summary>
    private bool IsSlowAgain(byte[] input)
    {
        for (int i = 0; i < 3; i++)
        {
            long since = Stopwatch.GetTimestamp();
            Current = (input, since);
            try
            {
                target.Execute(input);
            }
            catch (CheckpointException)
            {
                // Only the time matters here.
            }

            if (Stopwatch.GetElapsedTime(since).TotalSeconds < LongestSeconds)
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

    /// <summary>The place in the code that refused an input, and the one that called it.</summary>
    private static string Origin(Exception error)
    {
        StackFrame[] frames = new StackTrace(error, fNeedFileInfo: false).GetFrames();
        return string.Join(" < ", frames.Take(2).Select(frame => $"{frame.GetMethod()?.Name} {frame.GetILOffset()}"));
    }
}
