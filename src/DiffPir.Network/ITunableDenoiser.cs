using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A denoiser whose kernels can be chosen by measurement.</summary>
public interface ITunableDenoiser : IDenoiser
{
    /// <summary>
    /// Measures the candidates of every convolution of the network for one shape; sessions made from now on use the fastest.
    /// </summary>
    /// <param name="shape">Shape of the images.</param>
    /// <param name="repetitions">Timed runs of each candidate.</param>
    /// <param name="progress">Receives a result for each operation when it is known.</param>
    /// <param name="cancellation">Stops between candidates.</param>
    IReadOnlyList<TuningResult> Tune(
        TensorShape shape, int repetitions = 7, IProgress<TuningResult>? progress = null, CancellationToken cancellation = default);
}
