using DiffPir.Benchmarks.Peers;
using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Targets;

/// <summary>
/// What launching costs: the evaluation's launches, all of them, with their arguments and grids, of kernels that do nothing, from an idle
/// device to an idle device. An upper bound of what they add to an evaluation: there, the host launches while the device computes.
/// </summary>
internal sealed class LaunchTarget : ITarget
{
    private const double Share = 0.02;

    /// <inheritdoc/>
    public string Name => "launch";

    /// <inheritdoc/>
    public IEnumerable<TargetRow> Measure(TargetSettings settings)
    {
        using var emptied = StagedDevices.OpenEmptied(settings.Device);
        foreach (string name in PublishedNetworks.Names)
        {
            using var network = new EngineNetwork(settings.Device, name, TargetSettings.Size);
            using var launches = new EngineNetwork(emptied, name, TargetSettings.Size);
            List<double> evaluations = [], empty = [];
            for (int round = 0; round < settings.Rounds; round++)
            {
                Take(network, evaluations, settings.Evaluations);
                Take(launches, empty, settings.Evaluations);
            }

            double ours = Timing.Median(empty), whole = Timing.Median(evaluations);
            yield return new(
                $"launches and host work of an evaluation, {name}", $"{ours:F2} ms", $"{whole:F1} ms, the evaluation", $"{ours / whole:P1}",
                $"at most {Share:P0}", ours / whole <= Share);
        }
    }

    private static void Take(EngineNetwork network, List<double> times, int evaluations)
    {
        network.Evaluate();
        times.AddRange(Enumerable.Range(0, evaluations).Select(_ => Timing.Milliseconds(network.Evaluate)));
    }
}
