using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A session for each resolution; every time step goes to its own. They share the memory of predictions.</summary>
internal sealed class CoarseToFineSession : IPriorSession
{
    private readonly Dictionary<int, IPriorSession> _sessions = [];
    private readonly (int Scale, int Index)[] _steps;
    private PlanMemory? _ownMemory;

    /// <summary>Plans.</summary>
    /// <param name="device">The prior's device.</param>
    /// <param name="prior">Looks at the images; not owned.</param>
    /// <param name="shape">The images.</param>
    /// <param name="timesteps">The time steps.</param>
    /// <param name="scales">The reduction at each.</param>
    /// <param name="memory">As in <see cref="IPrior.CreateSession"/>.</param>
    public CoarseToFineSession(
        ComputeDevice device, IPrior prior, TensorShape shape, IReadOnlyList<int> timesteps, IReadOnlyList<int> scales, PlanMemory? memory)
    {
        var parts = new Dictionary<int, List<int>>();
        _steps = new (int, int)[timesteps.Count];
        for (int step = 0; step < timesteps.Count; step++)
        {
            var part = parts.TryGetValue(scales[step], out var found) ? found : parts[scales[step]] = [];
            _steps[step] = (scales[step], part.Count);
            part.Add(timesteps[step]);
        }

        try
        {
            Plan(parts.Keys.Order());
            if (_ownMemory is { IsWasted: true })
            {
                // Tiles of a lower resolution may be larger than those of the full one.
                int[] largestFirst = [.. _sessions.OrderByDescending(static session => session.Value.PlannedBytes).Select(static session => session.Key)];
                Dispose();
                Plan(largestFirst);
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        void Plan(IEnumerable<int> order)
        {
            _ownMemory = memory is null ? new(device) : null;
            foreach (int scale in order)
            {
                _sessions.Add(scale, scale == 1
                    ? prior.CreateSession(shape, parts[scale], memory ?? _ownMemory)
                    : new CoarseSession(device, prior, shape, scale, parts[scale], memory ?? _ownMemory));
            }
        }
    }

    /// <inheritdoc/>
    public long PlannedBytes => _sessions.Values.Max(static session => session.PlannedBytes); // the others' lie in it, but for their small images

    /// <inheritdoc/>
    public double CostOf(int stepIndex) => 1.0 / (_steps[stepIndex].Scale * _steps[stepIndex].Scale);

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stepIndex, _steps.Length);
        var (scale, index) = _steps[stepIndex];
        _sessions[scale].PredictNoise(x, index, noise, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        _sessions.Clear();
        _ownMemory?.Dispose();
        _ownMemory = null;
    }
}
