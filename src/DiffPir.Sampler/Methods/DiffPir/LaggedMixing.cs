using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// Mixes each estimate with the one before (LAMP, arXiv 2605.12573): p~_i = (1 - b_i) p_i + b_i p_(i-1) with b_i = 6 (1 - (1 + h_i) e^(-h_i)) / h_(i-1),
/// h_i being the growth of log(a / s) from one time step to the next. b_i is limited to a share, and 0 in the first three steps and the last four,
/// where the formula leaves [0,1].
/// </summary>
/// <param name="context">The restoration.</param>
/// <param name="timesteps">Decreasing.</param>
/// <param name="limit">The most of the one before, 0 for none.</param>
internal sealed class LaggedMixing(SamplingContext context, IReadOnlyList<int> timesteps, double limit)
{
    private const int FirstSteps = 3, LastMoves = 4;
    private const double Strength = 6;

    private readonly Tensor? _previous = limit > 0 ? context.Allocate() : null;
    private readonly Tensor? _current = limit > 0 ? context.Allocate() : null;

    /// <summary>b_i.</summary>
    public static double ShareOf(NoiseSchedule schedule, IReadOnlyList<int> timesteps, int i, double limit)
    {
        if (limit == 0 || i < FirstSteps || i >= timesteps.Count - 1 - LastMoves)
        {
            return 0;
        }

        double Growth(int k) => Math.Log(schedule.Sigma(timesteps[k]) / schedule.Sigma(timesteps[k + 1]));
        double h = Growth(i);
        return Math.Min(limit, Strength * (1 - ((1 + h) * Math.Exp(-h))) / Growth(i - 1));
    }

    /// <summary>Enqueues estimate = p~_i, and keeps p_i.</summary>
    public void Apply(Tensor estimate, int i)
    {
        if (_previous is null || _current is null)
        {
            return;
        }

        VectorOperations.Copy(context.Device, _current, estimate);
        double share = ShareOf(context.Schedule, timesteps, i, limit);
        if (share > 0)
        {
            VectorOperations.Combine(context.Device, estimate, 1 - share, estimate, share, _previous);
        }

        VectorOperations.Copy(context.Device, _previous, _current);
    }
}
