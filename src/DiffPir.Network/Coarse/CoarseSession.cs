using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.Resizing;

namespace DiffPir.Network;

/// <summary>
/// Predictions at a lower resolution: u = a' / a_t mean(x) is an image of the time step t' whose sigma is an f-th of that of t, and its picture
/// (u - s' e(u, t')) / a', enlarged, is taken for that of x. Time steps are whole, so that the noise of u is that of t' within half a per cent.
/// </summary>
internal sealed class CoarseSession : IPriorSession
{
    private readonly ComputeDevice _device;
    private readonly TensorShape _shape;
    private readonly List<IDisposable> _owned = [];
    private readonly IPriorSession _session;
    private readonly ImageResizer _reduction;
    private readonly ImageResizer _enlargement;
    private readonly Tensor _image;
    private readonly Tensor _noise;
    private readonly Step[] _steps;

    /// <summary>Plans.</summary>
    /// <param name="device">The prior's device.</param>
    /// <param name="prior">Looks at the small images; not owned.</param>
    /// <param name="shape">The images.</param>
    /// <param name="scale">The reduction f along each side.</param>
    /// <param name="timesteps">The time steps of the images.</param>
    /// <param name="memory">As in <see cref="IPrior.CreateSession"/>.</param>
    public CoarseSession(ComputeDevice device, IPrior prior, TensorShape shape, int scale, IReadOnlyList<int> timesteps, PlanMemory? memory)
    {
        (_device, _shape) = (device, shape);
        int rows = Padded(shape.H), columns = Padded(shape.W);
        int[] lower = [.. timesteps.Select(t => prior.Schedule.Nearest(prior.Schedule.Sigma(t) / scale))];
        _steps = [.. timesteps.Zip(lower, (t, u) => Step.Of(prior.Schedule, t, u))];
        try
        {
            _session = Own(prior.CreateSession(shape with { H = rows, W = columns }, lower, memory));
            _image = Own(device.Allocate(shape with { H = rows, W = columns }));
            _noise = Own(device.Allocate(_image.Shape));
            _reduction = Own(new ImageResizer(
                device, shape.N, shape.C, ResizeTaps.Average(shape.H, scale, rows), ResizeTaps.Average(shape.W, scale, columns)));
            _enlargement = Own(new ImageResizer(device, shape.N, shape.C, Enlarge(rows, shape.H), Enlarge(columns, shape.W)));
        }
        catch
        {
            Dispose();
            throw;
        }

        int Padded(int length) => (((length + scale - 1) / scale) + prior.SizeMultiple - 1) / prior.SizeMultiple * prior.SizeMultiple;
        ResizeTaps Enlarge(int length, int full) => ResizeTaps.Enlarge(length, scale, (1 - scale) / 2.0, full);
    }

    /// <inheritdoc/>
    public long PlannedBytes => _session.PlannedBytes + (2 * _image.Shape.Elements * sizeof(float));

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        SessionShape.RequireTensors(_shape, x, noise, _image);
        var step = _steps[stepIndex];
        _reduction.Run(x, _image);
        VectorOperations.Combine(_device, _image, step.LowerSignal / step.Signal, _image, 0, _image);
        _session.PredictNoise(_image, stepIndex, _noise, cancellation);
        VectorOperations.Combine(_device, _image, 1 / step.LowerSignal, _image, -step.LowerNoise / step.LowerSignal, _noise);
        _enlargement.Run(_image, noise);
        VectorOperations.Combine(_device, noise, -step.Signal / step.Noise, noise, 1 / step.Noise, x);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }
    }

    private T Own<T>(T something)
        where T : IDisposable
    {
        _owned.Add(something);
        return something;
    }

    /// <summary>Signal and noise at t, and at t'.</summary>
    private readonly record struct Step(double Signal, double Noise, double LowerSignal, double LowerNoise)
    {
        public static Step Of(NoiseSchedule schedule, int t, int lower) =>
            new(schedule.Signal(t), schedule.Noise(t), schedule.Signal(lower), schedule.Noise(lower));
    }
}
