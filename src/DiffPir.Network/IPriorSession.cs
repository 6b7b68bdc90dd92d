using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A denoiser prepared for one image shape and one schedule.</summary>
public interface IPriorSession : IDisposable
{
    /// <summary>Device memory the session takes for its own buffers, in bytes, weights excluded.</summary>
    long PlannedBytes { get; }

    /// <summary>What a prediction costs at a step, as a share of one at the full resolution.</summary>
    /// <param name="stepIndex">Index into the time steps that the session was created with.</param>
    double CostOf(int stepIndex) => 1;

    /// <summary>Predicts the noise. Only enqueues work on the device: the host does not wait.</summary>
    /// <param name="x">The noisy images, planar N x C x H x W.</param>
    /// <param name="stepIndex">Index into the time steps that the session was created with.</param>
    /// <param name="noise">Receives the prediction; same shape as <paramref name="x"/>.</param>
    /// <param name="cancellation">
    /// Looked at between the parts of a prediction that is made in parts; where it can be cancelled, the host then waits for each part.
    /// </param>
    /// <exception cref="ArgumentException">A tensor has another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The schedule has no such step.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what the noise holds then is of no use.</exception>
    void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default);
}
