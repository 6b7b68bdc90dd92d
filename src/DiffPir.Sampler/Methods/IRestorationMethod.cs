using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// A way to restore a picture with a diffusion prior: a loop over a prior and an operator. Implement <see cref="RestorationMethod{TOptions}"/>
/// and add a line to <see cref="RestorationMethods"/>.
/// </summary>
public interface IRestorationMethod
{
    /// <summary>The name that jobs and tables use: lower case.</summary>
    string Name { get; }

    /// <summary>Type of the options.</summary>
    Type OptionsType { get; }

    /// <summary>Whether it calls <see cref="SamplingContext.PullBackClean"/>, for which the prior must have a gradient.</summary>
    bool NeedsGradient { get; }

    /// <summary>
    /// Whether it makes up for noise that colours share: <see cref="SamplingContext.Noise"/> is then of the mixture of channels with the most.
    /// </summary>
    internal bool TakesSharedNoise => false;

    /// <summary>Published, or found by search, for a kind of degradation and a noise level in grey levels.</summary>
    MethodOptions Defaults(Degradation degradation, double noiseLevel);

    /// <summary>Why the method, with these options, cannot undo a degradation, and what to do instead; null where it can.</summary>
    string? Objection(Degradation degradation, MethodOptions options);

    /// <summary>The time steps at which the prior will be asked, each once, in any order.</summary>
    IReadOnlyList<int> Timesteps(MethodOptions options, NoiseSchedule schedule, double noiseLevel);

    /// <summary>Restores.</summary>
    /// <param name="context">The problem, and what a method works with.</param>
    /// <param name="options">Of the method's type, validated.</param>
    /// <returns>The restored picture on [-1,1], a tensor of the context.</returns>
    Tensor Run(SamplingContext context, MethodOptions options);
}
