using DiffPir.Benchmarks.Peers;

namespace DiffPir.Benchmarks.Targets;

/// <summary>
/// The error of single precision: relative L2 distance of the predicted noise from PyTorch's in double precision, beside the distance of
/// PyTorch's own in single precision.
/// </summary>
internal sealed class AccuracyTarget : ITarget
{
    private const double Factor = 10, Bound = 1e-4;

    private static readonly string Target = $"at most {Factor} times, below {Bound:0e-0}";

    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public IEnumerable<TargetRow> Measure(TargetSettings settings)
    {
        foreach (string name in PublishedNetworks.Names)
        {
            string what = $"error against double precision, {name}";
            if (settings.Programs.Torch is not { } torch)
            {
                yield return TargetRow.Missing(what, Target, "no PyTorch");
                continue;
            }

            var work = settings.Work(name);
            double[] exact = torch.Predict(work, "fp64");
            double peer = Distance(torch.Predict(work, work.Format), exact), ours = Distance(Predict(settings, name), exact);
            yield return new(
                what, $"{ours:0.00e-0}", $"{peer:0.00e-0}, PyTorch fp32", $"{ours / peer:F2}", Target,
                ours <= Factor * peer && ours < Bound);
        }
    }

    private static double[] Predict(TargetSettings settings, string name)
    {
        using var network = new EngineNetwork(settings.Device, name, TargetSettings.Size);
        network.Evaluate();
        return [.. network.Result().Select(value => (double)value)];
    }

    private static double Distance(double[] actual, double[] exact) => actual.Length == exact.Length
        ? Math.Sqrt(actual.Zip(exact, (a, b) => (a - b) * (a - b)).Sum() / exact.Sum(value => value * value))
        : throw new PeerException($"a prediction has {actual.Length} values, the other {exact.Length}");
}
