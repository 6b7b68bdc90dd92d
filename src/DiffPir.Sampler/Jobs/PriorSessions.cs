using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>The priors that an engine has opened, and the session it used last: the next picture of the same shape finds it ready.</summary>
internal sealed class PriorSessions(ComputeDevice device, Func<string, IPrior> open) : IDisposable
{
    private readonly Dictionary<string, IPrior> _priors = new(StringComparer.Ordinal);
    private (string Prior, int? Tile, double? Coarse, TensorShape Shape, int[] Timesteps, bool Gradients, IPriorSession Session)? _last;

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
    /// <param name="tile">Longest side of tiles, not too small for the prior, or null; a gradient takes none.</param>
    /// <param name="coarse">As in <see cref="MethodOptions.Coarse"/>; a gradient takes none.</param>
    /// <param name="shape">Shape of the pictures.</param>
    /// <param name="timesteps">The time steps that will be asked for.</param>
    /// <param name="gradients">Whether it must be an <see cref="IGradientSession"/>.</param>
    /// <exception cref="SamplerException">The prior has no gradients.</exception>
    public IPriorSession Session(
        string name, int? tile, double? coarse, TensorShape shape, IReadOnlyList<int> timesteps, bool gradients)
    {
        if (_last is { } last && last.Prior == name && last.Tile == tile && last.Coarse == coarse && last.Shape == shape
            && last.Gradients == gradients && last.Timesteps.SequenceEqual(timesteps))
        {
            return last.Session;
        }

        // Before the next one is planned: two would need twice the memory.
        _last?.Session.Dispose();
        _last = null;
        var session = gradients
            ? Differentiable(Prior(name)).CreateGradientSession(shape, timesteps)
            : Coarse(Tiled(Prior(name), tile), coarse).CreateSession(shape, timesteps);
        _last = (name, tile, coarse, shape, [.. timesteps], gradients, session);
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

    private static IDifferentiablePrior Differentiable(IPrior prior) =>
        prior as IDifferentiablePrior
        ?? throw new SamplerException("this method needs the gradient of its prior, and this prior has none: choose another method or prior");

    // The wrappers are not disposed: they would dispose the prior, and have nothing else.
    private IPrior Tiled(IPrior prior, int? tile) => tile is { } side ? new TiledDenoiser(device, prior, side) : prior;

    private IPrior Coarse(IPrior prior, double? level) => level is { } from ? new CoarseDenoiser(device, prior, from) : prior;
}
