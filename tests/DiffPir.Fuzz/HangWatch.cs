namespace DiffPir.Fuzz;

/// <summary>
/// Ends the program when an execution does not end, and keeps its input. It counts its own looks, a second apart, rather than trust a
/// clock, which goes on while the program is stopped or the machine asleep.
/// </summary>
internal sealed class HangWatch : IDisposable
{
    private const int MostLooks = 20;

    private readonly Timer _timer;
    private byte[] _last = [];
    private int _looks;

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
        _looks = ReferenceEquals(input, _last) ? _looks + 1 : 0;
        _last = input;
        if (_looks == MostLooks)
        {
            string path = Path.Combine(output, $"found-{target}-hang.bin");
            File.WriteAllBytes(path, input);
            Console.WriteLine($"  {path}: hangs");
            Environment.Exit(1);
        }
    }
}
