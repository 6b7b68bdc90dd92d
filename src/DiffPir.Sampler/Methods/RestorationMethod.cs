using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>A restoration method with a record of options of its own.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
public abstract class RestorationMethod<TOptions> : IRestorationMethod
    where TOptions : MethodOptions
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public Type OptionsType => typeof(TOptions);

    /// <inheritdoc/>
    public virtual bool NeedsGradient => false;

    /// <inheritdoc cref="IRestorationMethod.TakesSharedNoise"/>
    internal virtual bool TakesSharedNoise => false;

    /// <inheritdoc/>
    bool IRestorationMethod.TakesSharedNoise => TakesSharedNoise;

    /// <inheritdoc/>
    MethodOptions IRestorationMethod.Defaults(Degradation degradation, double noiseLevel) => Defaults(degradation, noiseLevel);

    /// <inheritdoc cref="IRestorationMethod.Defaults"/>
    public abstract TOptions Defaults(Degradation degradation, double noiseLevel);

    /// <inheritdoc/>
    string? IRestorationMethod.Objection(Degradation degradation, MethodOptions options) => Objection(degradation, (TOptions)options);

    /// <inheritdoc/>
    IReadOnlyList<int> IRestorationMethod.Timesteps(MethodOptions options, NoiseSchedule schedule, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(schedule);
        return options.Steps <= schedule.Count
            ? Timesteps((TOptions)options, schedule, noiseLevel)
            : throw new SamplerException($"Steps is {options.Steps}; this prior has {schedule.Count} time steps");
    }

    /// <inheritdoc/>
    Tensor IRestorationMethod.Run(SamplingContext context, MethodOptions options) => Run(context, (TOptions)options);

    /// <inheritdoc cref="IRestorationMethod.Objection"/>
    protected virtual string? Objection(Degradation degradation, TOptions options) => null;

    /// <inheritdoc cref="IRestorationMethod.Timesteps"/>
    /// <remarks>Unless a method says otherwise, at equal distances.</remarks>
    protected virtual IReadOnlyList<int> Timesteps(TOptions options, NoiseSchedule schedule, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(schedule);
        return UniformSteps.Create(options.Steps, schedule);
    }

    /// <inheritdoc cref="IRestorationMethod.Run"/>
    protected abstract Tensor Run(SamplingContext context, TOptions options);
}
