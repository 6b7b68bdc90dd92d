using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// A prior that looks at a large image through overlapping tiles and blends what it predicts there, so that neither its memory nor the cost
/// of its attention, which grows with the square of an image, depend on the image's size. Everything else of a sampler sees whole images.
/// </summary>
public sealed class TiledDenoiser : IPrior
{
    private const int ShortestSide = 128;

    /// <summary>
    /// What neighbouring tiles share at least: what a network misses beyond the end of a tile does not depend on the tile. Twice as much made
    /// no photograph that was deblurred or denoised with the built-in prior better to speak of, and no seam is to be seen.
    /// </summary>
    private const int Overlap = 32;

    private readonly ComputeDevice _device;
    private readonly IPrior _prior;
    private readonly int _side;

    /// <summary>Wraps a prior.</summary>
    /// <param name="device">The prior's device.</param>
    /// <param name="prior">Looks at the tiles; disposed with this.</param>
    /// <param name="side">The longest side of a tile in pixels, to which there is no <see cref="Objection"/>. An image that fits is not divided.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is too short.</exception>
    public TiledDenoiser(ComputeDevice device, IPrior prior, int side)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(prior);
        if (Objection(prior, side) is { } objection)
        {
            throw new ArgumentOutOfRangeException(nameof(side), side, objection);
        }

        (_device, _prior, _side) = (device, prior, side);
    }

    /// <inheritdoc/>
    public int Channels => _prior.Channels;

    /// <inheritdoc/>
    public int SizeMultiple => _prior.SizeMultiple;

    /// <inheritdoc/>
    public NoiseSchedule Schedule => _prior.Schedule;

    /// <summary>What speaks against tiles of a size for a prior: of small ones, too much would be overlap. Null where nothing does.</summary>
    /// <param name="prior">Looks at the tiles.</param>
    /// <param name="side">The longest side of a tile in pixels.</param>
    public static string? Objection(IPriorTraits prior, int side)
    {
        ArgumentNullException.ThrowIfNull(prior);
        int shortest = Math.Max(ShortestSide, 4 * prior.SizeMultiple);
        return side >= shortest ? null
            : $"tiles of {side} pixels are too small for this prior, which needs at least {shortest}: choose larger ones, or do without tiles";
    }

    /// <inheritdoc/>
    public IPriorSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null)
    {
        SessionShape.Require(this, shape, timesteps);
        var rows = TileAxis.Cover(shape.H, _side, Overlap, SizeMultiple);
        var columns = TileAxis.Cover(shape.W, _side, Overlap, SizeMultiple);
        if (rows.Starts.Count * columns.Starts.Count == 1)
        {
            return _prior.CreateSession(shape, timesteps, memory);
        }

        var tile = shape with { H = rows.Length, W = columns.Length };
        return new TiledSession(_device, _prior.CreateSession(tile, timesteps, memory), shape, rows, columns);
    }

    /// <inheritdoc/>
    public void Dispose() => _prior.Dispose();
}
