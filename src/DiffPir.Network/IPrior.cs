using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// What every restoration method needs of a diffusion prior: the noise in a noisy image at a time step of its own schedule (the epsilon of Ho
/// et al. 2020).
/// </summary>
public interface IPrior : IPriorTraits, IDisposable
{
    /// <summary>
    /// Prepares for images of one shape and a schedule: plans the buffers and computes everything that depends on the time step alone.
    /// </summary>
    /// <param name="shape">
    /// The images: <see cref="IPriorTraits.Channels"/> channels, sides that are multiples of <see cref="IPriorTraits.SizeMultiple"/>.
    /// </param>
    /// <param name="timesteps">The time steps that will be asked for, in any order.</param>
    /// <param name="memory">
    /// For what lives only during a prediction: sessions that never predict at the same time may share it, and are disposed before it. Null for memory
    /// of its own; a prior that needs none ignores it.
    /// </param>
    /// <returns>A session that the caller disposes before the denoiser.</returns>
    /// <exception cref="ArgumentException">The shape does not fit, or there is no time step.</exception>
    /// <exception cref="DeviceException">The device has too little memory.</exception>
    /// <exception cref="CheckpointException">Weights that are read now are damaged or not finite.</exception>
    IPriorSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null);
}
