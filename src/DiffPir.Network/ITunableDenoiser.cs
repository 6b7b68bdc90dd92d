using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A denoiser that is a network of ours: its weights can be counted and its kernels chosen by measurement.</summary>
public interface ITunableDenoiser : IPrior
{
    /// <inheritdoc cref="IPrior.CreateSession"/>
    new IPlannedSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null);

    /// <inheritdoc/>
    IPriorSession IPrior.CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory) => CreateSession(shape, timesteps, memory);

    /// <summary>Bytes that weights take on the device so far; each is there from the first session on that needs it.</summary>
    long WeightBytes { get; }

    /// <summary>Measured choices among candidates, which plans of sessions made from now on follow.</summary>
    TuningTable Choices { get; }

    /// <summary>
    /// Measures the candidates of every convolution of the network for one shape, and keeps the fastest in <see cref="Choices"/>.
    /// </summary>
    /// <param name="shape">Shape of the images.</param>
    /// <param name="repetitions">Timed runs of each candidate.</param>
    /// <param name="progress">Receives a result for each operation when it is known.</param>
    /// <param name="cancellation">Stops between candidates.</param>
    IReadOnlyList<TuningResult> Tune(
        TensorShape shape, int repetitions = 7, IProgress<TuningResult>? progress = null, CancellationToken cancellation = default);
}
