using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// A prior that looks at a very noisy image at a lower resolution, where its noise is weaker: detail that the noise hides at the full one costs
/// nothing. A mean of f x f pixels has an f-th of their noise, so that the prior is asked at the time step of that much noise, and what it
/// predicts is enlarged. Everything else of a sampler sees whole images.
/// </summary>
public sealed class CoarseDenoiser : IPrior
{
    /// <summary>The lowest resolution is an eighth of the full one.</summary>
    internal const int LargestScale = 8;

    /// <summary>No image becomes smaller than this.</summary>
    private const int ShortestSide = 64;

    private readonly ComputeDevice _device;
    private readonly IPrior _prior;
    private readonly double _level;

    /// <summary>Wraps a prior.</summary>
    /// <param name="device">The prior's device.</param>
    /// <param name="prior">Looks at the images; disposed with this.</param>
    /// <param name="level">
    /// The resolution is halved, and halved again, as long as the noise (<see cref="NoiseSchedule.Sigma"/>) is at least this; greater than 0.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public CoarseDenoiser(ComputeDevice device, IPrior prior, double level)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(level);
        (_device, _prior, _level) = (device, prior, level);
    }

    /// <inheritdoc/>
    public int Channels => _prior.Channels;

    /// <inheritdoc/>
    public int SizeMultiple => _prior.SizeMultiple;

    /// <inheritdoc/>
    public NoiseSchedule Schedule => _prior.Schedule;

    /// <inheritdoc/>
    public IPriorSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null)
    {
        SessionShape.Require(this, shape, timesteps);
        int[] scales = [.. timesteps.Select(t => ScaleAt(t, shape))];
        return Array.TrueForAll(scales, static scale => scale == 1)
            ? _prior.CreateSession(shape, timesteps, memory)
            : new CoarseToFineSession(_device, _prior, shape, timesteps, scales, memory);
    }

    /// <inheritdoc/>
    public void Dispose() => _prior.Dispose();

    private int ScaleAt(int t, TensorShape shape)
    {
        int scale = 1;
        while (scale < LargestScale && Schedule.Sigma(t) / scale >= _level && Math.Min(shape.H, shape.W) / (2 * scale) >= ShortestSide)
        {
            scale *= 2;
        }

        return scale;
    }
}
