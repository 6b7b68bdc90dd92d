using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// DiffPIR (Zhu et al., "Denoising diffusion models for plug-and-play image restoration", 2023, algorithm 1): predict the clean picture, pull it
/// towards the measurement, add noise for the next time step.
/// </summary>
public sealed class DiffPirMethod : RestorationMethod<DiffPirOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "diffpir";

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override DiffPirOptions Defaults(Degradation degradation, double noiseLevel) => DiffPirOptions.Default(degradation, noiseLevel);

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Timesteps(DiffPirOptions options, NoiseSchedule schedule, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(schedule);
        if (options.Start is { } start && start >= schedule.Count)
        {
            throw new SamplerException($"Start is {start}; the time steps of this prior are 0 to {schedule.Count - 1}");
        }

        int? first = options.Start ?? (options.Guess == FirstGuess.Continued ? schedule.Nearest(MissingPixels.FirstNoise) : null);
        return TimestepSequence.Create(options.Spacing, options.Steps, schedule.Count, first);
    }

    /// <inheritdoc/>
    protected override string? Objection(Degradation degradation, DiffPirOptions options)
    {
        ArgumentNullException.ThrowIfNull(degradation);
        ArgumentNullException.ThrowIfNull(options);
        bool isRestoredByGradient = degradation is Deblurring or SuperResolution;
        return (options.Mode, options.Solver, options.BackProjection) switch
        {
            _ when options.Guess == FirstGuess.Continued && !degradation.LeavesHoles =>
                $"the guess continued is for missing pixels, and {degradation.Name} leaves none; leave it out",
            (DiffPirMode.Repaint, _, _) when degradation is not Inpainting =>
                $"the mode repaint replaces known pixels of an inpainting; for {degradation.Name} use the mode data-step",
            (DiffPirMode.DpsYt, _, _) when !isRestoredByGradient =>
                $"the mode dps-yt is for deblurring and super-resolution, not for {degradation.Name}; use the mode data-step",
            (DiffPirMode.DataStep, DataSolver.FirstOrder, _) when !isRestoredByGradient =>
                $"the first-order solver is for deblurring and super-resolution, not for {degradation.Name}, whose data step is a division; leave it out",
            (DiffPirMode.DataStep, not DataSolver.FirstOrder, not null)
                when degradation is not SuperResolution { IsBicubic: true, Boundary: not BoundaryHandling.Unknown } =>
                $"back-projection is for bicubic super-resolution with mirrored or periodic edges, not for {degradation.Name}; leave it out",
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, DiffPirOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var timesteps = Timesteps(options, context.Schedule, context.Noise);
        var data = CreateDataStep(context, options);
        ISampleLoop loop = options.IsAncestral
            ? new AncestralLoop(context, options, timesteps, data)
            : new DiffPirLoop(context, options, timesteps, data);
        if (options.Samples == 1)
        {
            return loop.Run();
        }

        var mean = context.Allocate();
        TileOperations.Clear(context.Device, mean);
        for (context.Sample = 0; context.Sample < options.Samples; context.Sample++)
        {
            BlendOperations.AddNoise(context.Device, mean, loop.Run(), 1.0 / options.Samples);
        }

        return mean;
    }

    private static IDataStep? CreateDataStep(SamplingContext context, DiffPirOptions options) => (options.Mode, options.Solver, options.BackProjection) switch
    {
        (not DiffPirMode.DataStep, _, _) => null,
        (_, DataSolver.FirstOrder, _) => new FirstOrderDataStep(context),
        (_, _, { } parameters) => context.Own(new BackProjectionDataStep(context.Device, parameters, context.Degradation.Scale, context.Measured)),
        _ => context.CreateDataStep(),
    };
}
