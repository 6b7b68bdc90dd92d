namespace DiffPir.Fuzz;

/// <summary>
/// Ends the program when an execution does not end, and keeps its input. It counts its own looks, a second apart, rather than trust a
/// clock, which goes on while the program is stopped or the machine asleep, and the processor's time, since on a busy machine an execution may
/// not get any for long. One that waits for what never comes takes none either: that is told after many more looks.
/// </summary>
internal sealed class HangWatch : IDisposable
{
    private const int MostLooks = 600;
    private static readonly TimeSpan MostWork = TimeSpan.FromSeconds(20);

    private readonly Timer _timer;
    private byte[] _last = [];
    private int _looks;
    private TimeSpan _before;

    /// <summary>Starts to watch.</summary>
    /// <param name="fuzzer">Whose executions are watched.</param>
    /// <param name="target">The target's name.</param>
    /// <param name="output">The folder for the input.</param>
    public HangWatch(Fuzzer fuzzer, string target, string output)
    {
        _timer = new Timer(_ => Look(fuzzer.Current, target, output), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look(byte[] input, string target, string output)
    {
        if (!ReferenceEquals(input, _last))
        {
            (_last, _looks, _before) = (input, 0, Environment.CpuUsage.TotalTime);
            return;
        }

        if (++_looks >= MostLooks || Environment.CpuUsage.TotalTime - _before >= MostWork)
        {
            string path = Path.Combine(output, $"found-{target}-hang.bin");
            File.WriteAllBytes(path, input);
            Console.WriteLine($"  {path}: hangs");
            Environment.Exit(1);
        }
    }
}
