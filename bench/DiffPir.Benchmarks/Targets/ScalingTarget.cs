using DiffPir.Benchmarks.Peers;

namespace DiffPir.Benchmarks.Targets;

/// <summary>How much faster two processor threads are than one: two processes that take turns.</summary>
internal sealed class ScalingTarget : ITarget
{
    private const double Factor = 1.8;

    private static readonly string Target = $"at least {Factor} times as fast";

    /// <inheritdoc/>
    public string Name => "scaling";

    /// <inheritdoc/>
    public IEnumerable<TargetRow> Measure(TargetSettings settings)
    {
        foreach (string name in PublishedNetworks.Names)
        {
            string what = $"two threads instead of one, {name}";
            if (!settings.Device.Description.IsProcessor || Environment.ProcessorCount < 2)
            {
                yield return TargetRow.Missing(what, Target, "needs a device of two processors");
                continue;
            }

            var work = settings.Work(name);
            using var one = EnginePeer.Start(work with { Threads = 1 });
            using var two = EnginePeer.Start(work with { Threads = 2 });
            for (int round = 0; round < settings.Rounds; round++)
            {
                one.TakeTurn(settings.Evaluations);
                two.TakeTurn(settings.Evaluations);
            }

            double ratio = one.Median / two.Median;
            yield return new(what, $"{two.Median:F1} ms", $"{one.Median:F1} ms, one thread", $"{ratio:F2}", Target, ratio >= Factor);
        }
    }
}
