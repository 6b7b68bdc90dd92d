using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>The priors that an engine has opened, and the session it used last: the next picture of the same shape finds it ready.</summary>
internal sealed class PriorSessions(ComputeDevice device, Func<string, IPrior> open) : IDisposable
{
    private readonly Dictionary<string, IPrior> _priors = new(StringComparer.Ordinal);
    private (string Prior, int? Tile, TensorShape Shape, int[] Timesteps, bool Gradients, IPriorSession Session)? _last;

    /// <summary>A prior, opened the first time.</summary>
    public IPrior Prior(string name)
    {
        if (!_priors.TryGetValue(name, out var prior))
        {
            _priors.Add(name, prior = open(name));
        }

        return prior;
    }

    /// <summary>A session, which stays owned by this.</summary>
    /// <param name="name">The prior.</param>
    /// <param name="tile">Longest side of tiles, or null.</param>
    /// <param name="shape">Shape of the pictures.</param>
    /// <param name="timesteps">The time steps that will be asked for.</param>
    /// <param name="gradients">Whether it must be an <see cref="IGradientSession"/>.</param>
    /// <exception cref="SamplerException">The tiles are too small for the prior, or it has no gradients.</exception>
    public IPriorSession Session(string name, int? tile, TensorShape shape, IReadOnlyList<int> timesteps, bool gradients)
    {
        if (_last is { } last && last.Prior == name && last.Tile == tile && last.Shape == shape && last.Gradients == gradients
            && last.Timesteps.SequenceEqual(timesteps))
        {
            return last.Session;
        }

        // Before the next one is planned: two would need twice the memory.
        _last?.Session.Dispose();
        _last = null;
        var session = gradients
            ? Differentiable(Prior(name), tile, shape).CreateGradientSession(shape, timesteps)
            : Tiled(Prior(name), tile).CreateSession(shape, timesteps);
        _last = (name, tile, shape, [.. timesteps], gradients, session);
        return session;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _last?.Session.Dispose();
        foreach (var prior in _priors.Values)
        {
            prior.Dispose();
        }
    }

    private static IDifferentiablePrior Differentiable(IPrior prior, int? tile, TensorShape shape)
    {
        if (tile < Math.Max(shape.H, shape.W))
        {
            throw new SamplerException(
                $"this method needs the gradient of the whole picture, of {shape.W} x {shape.H} pixels, and tiles are at most {tile} wide: "
                + "do without tiles, or choose another method");
        }

        return prior as IDifferentiablePrior
            ?? throw new SamplerException("this method needs the gradient of its prior, and this prior has none: choose another method or prior");
    }

    private IPrior Tiled(IPrior prior, int? tile)
    {
        if (tile is not { } side)
        {
            return prior;
        }

        return side >= TiledDenoiser.ShortestSideFor(prior)
            ? new TiledDenoiser(device, prior, side) // not disposed: it would dispose the prior, and has nothing else
            : throw new SamplerException($"tiles of {side} pixels are too small for this prior, which needs at least {TiledDenoiser.ShortestSideFor(prior)}");
    }
}
