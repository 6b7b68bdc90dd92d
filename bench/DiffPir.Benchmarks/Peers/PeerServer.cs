using System.Diagnostics;
using System.Globalization;

namespace DiffPir.Benchmarks.Peers;

/// <summary>
/// The protocol of every peer, on its side. When it is ready it prints one line <c>name TAB root mean square of the result TAB
/// resident bytes before the first evaluation</c>; then, for every line it reads, it evaluates once and prints the milliseconds; it ends
/// with its input.
/// </summary>
internal static class PeerServer
{
    // Engines that compile or rearrange a network while it runs do so within the first evaluations.
    private const int WarmUp = 3;

    /// <summary>Serves until the input ends.</summary>
    /// <param name="name">What computes.</param>
    /// <param name="evaluate">Evaluates, from an idle device to an idle device.</param>
    /// <param name="result">What the latest evaluation has computed.</param>
    public static void Serve(string name, Action evaluate, Func<float[]> result)
    {
        long resident = ResidentMemory.Measure();
        for (int i = 0; i < WarmUp; i++)
        {
            evaluate();
        }

        double square = result().Average(value => (double)value * value);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{Math.Sqrt(square):R}\t{resident}"));
        while (Console.ReadLine() is not null)
        {
            long start = Stopwatch.GetTimestamp();
            evaluate();
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
