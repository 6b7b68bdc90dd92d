using System.Diagnostics;
using System.Globalization;

namespace DiffPir.Benchmarks.Peers;

/// <summary>A running peer; see <see cref="PeerServer"/> for the protocol.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<double> _milliseconds = [];
    private readonly long _loadedBytes;
    private readonly bool _tellsPeak;

    /// <summary>Starts a peer and waits until it is ready.</summary>
    /// <param name="engine">The engine that it runs.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="PeerException">It ended before it was ready.</exception>
    public PeerProcess(PeerEngine engine, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start) ?? throw new PeerException($"{program} did not start");
        Engine = engine;
        string[] ready = ReadLine().Split('\t');
        Name = ready[0];
        RootMeanSquare = double.Parse(ready[1], CultureInfo.InvariantCulture);
        _loadedBytes = long.Parse(ready[2], CultureInfo.InvariantCulture);

        // Loading may take more than evaluating and is not what is compared.
        _tellsPeak = ResidentMemory.ResetPeak(_process.Id);
    }

    /// <summary>The engine; one may run in several ways, each a peer.</summary>
    public PeerEngine Engine { get; }

    /// <summary>The engine, its version, and how it computes.</summary>
    public string Name { get; }

    /// <summary>Root mean square of what it computes: peers that compute the same agree.</summary>
    public double RootMeanSquare { get; }

    /// <summary>Times of all evaluations kept so far, in milliseconds, sorted.</summary>
    public IReadOnlyList<double> Milliseconds => [.. _milliseconds.Order()];

    /// <summary>Middle of the times.</summary>
    public double Median => Timing.Median(_milliseconds);

    /// <summary>The most bytes that the process occupied at once since it was ready; null if unknown.</summary>
    public long? PeakBytes => _tellsPeak ? ResidentMemory.Peak(_process.Id) : null;

    /// <summary>The part of <see cref="PeakBytes"/> that came after loading: what evaluations take beyond weights and program.</summary>
    public long? PeakBytesBeyondWeights => _loadedBytes > 0 ? PeakBytes - _loadedBytes : null;

    /// <summary>
    /// Evaluates once without keeping the time, because another peer used the caches before, then the given number of times.
    /// </summary>
    public void TakeTurn(int evaluations)
    {
        for (int i = -1; i < evaluations; i++)
        {
            _process.StandardInput.WriteLine();
            double milliseconds = double.Parse(ReadLine(), CultureInfo.InvariantCulture);
            if (i >= 0)
            {
                _milliseconds.Add(milliseconds);
            }
        }
    }

    /// <summary>Ends the peer.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string ReadLine() => _process.StandardOutput.ReadLine()
        ?? throw new PeerException($"a peer ended early: {_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}");
}
