using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>A session of a prior that counts its evaluations; it has gradients where that has.</summary>
internal sealed class CountingSession(IPriorSession session) : IGradientSession
{
    /// <summary>Evaluations so far; gradients are not counted.</summary>
    public int Evaluations { get; private set; }

    /// <inheritdoc/>
    public long PlannedBytes => session.PlannedBytes;

    /// <inheritdoc/>
    public double CostOf(int stepIndex) => session.CostOf(stepIndex);

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        Evaluations++;
        session.PredictNoise(x, stepIndex, noise, cancellation);
    }

    /// <inheritdoc/>
    public void PullBack(Tensor vector, Tensor gradient)
    {
        if (session is not IGradientSession differentiable)
        {
            throw new InvalidOperationException("a method that pulls back must say that it needs gradients");
        }

        differentiable.PullBack(vector, gradient);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
