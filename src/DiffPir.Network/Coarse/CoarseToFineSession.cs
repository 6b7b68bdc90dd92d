using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A session for each resolution; every time step goes to its own. They share the memory of predictions.</summary>
internal sealed class CoarseToFineSession : IPriorSession
{
    private readonly PlanMemory? _ownMemory;
    private readonly Dictionary<int, IPriorSession> _sessions = [];
    private readonly (int Scale, int Index)[] _steps;

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
        _ownMemory = memory is null ? new(device) : null;
        _steps = new (int, int)[timesteps.Count];
        try
        {
            // The full resolution needs the most memory, and asks for it first.
            foreach (var group in Enumerable.Range(0, timesteps.Count).GroupBy(step => scales[step]).OrderBy(static group => group.Key))
            {
                int[] steps = [.. group];
                for (int i = 0; i < steps.Length; i++)
                {
                    _steps[steps[i]] = (group.Key, i);
                }

                int[] part = [.. steps.Select(step => timesteps[step])];
                _sessions.Add(group.Key, group.Key == 1
                    ? prior.CreateSession(shape, part, memory ?? _ownMemory)
                    : new CoarseSession(device, prior, shape, group.Key, part, memory ?? _ownMemory));
            }
        }
        catch
        {
            Dispose();
            throw;
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

        _ownMemory?.Dispose();
    }
}
