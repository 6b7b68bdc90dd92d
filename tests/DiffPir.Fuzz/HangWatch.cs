using System.Diagnostics;

namespace DiffPir.Fuzz;

/// <summary>Ends the program when an execution does not end, and keeps its input.</summary>
internal sealed class HangWatch : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Timer _timer;

    /// <summary>Starts to watch.</summary>
    /// <param name="fuzzer">Whose executions are watched.</param>
    /// <param name="target">The target's name.</param>
    /// <param name="output">The folder for the input.</param>
    public HangWatch(Fuzzer fuzzer, string target, string output)
    {
        _timer = new Timer(_ => Check(fuzzer, target, output), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static void Check(Fuzzer fuzzer, string target, string output)
    {
        (byte[] input, long since) = fuzzer.Current;
        if (Stopwatch.GetElapsedTime(since) > Limit)
        {
            string path = Path.Combine(output, $"found-{target}-hang.bin");
            File.WriteAllBytes(path, input);
            Console.WriteLine($"  {path}: hangs");
            Environment.Exit(1);
        }
    }
}
