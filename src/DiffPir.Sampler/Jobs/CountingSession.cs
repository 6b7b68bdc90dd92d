using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>A session of a prior that counts its evaluations.</summary>
internal sealed class CountingSession(IPriorSession session) : IPriorSession
{
    /// <summary>Evaluations so far.</summary>
    public int Evaluations { get; private set; }

    /// <inheritdoc/>
    public long PlannedBytes => session.PlannedBytes;

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        Evaluations++;
        session.PredictNoise(x, stepIndex, noise, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
