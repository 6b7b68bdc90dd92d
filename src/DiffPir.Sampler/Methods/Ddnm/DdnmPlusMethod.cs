using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>
/// DDNM+ (Wang et al. 2023, section 3.3 and appendix I): DDNM for noisy measurements. Each component that the operator shows is corrected only as
/// far as its noise, inverted, fits into the noise of the next time step, and gets so much less fresh noise.
/// </summary>
public sealed class DdnmPlusMethod : RestorationMethod<DdnmPlusOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "ddnm+";

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override DdnmPlusOptions Defaults(Degradation degradation, double noiseLevel) => new();

    /// <inheritdoc/>
    protected override string? Objection(Degradation degradation, DdnmPlusOptions options) => SpectralNeed.Objection(Name, degradation);

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, DdnmPlusOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var loop = new DdnmLoop(context, options);
        var step = new SpectralStep(context);
        double sigma = 2 * context.Noise;
        return loop.Run((signal, level) => step.Run(
            loop.X, loop.Clean, loop.Noise, loop.Fresh, s => Rule(s, sigma, signal, level, options.Eta)));
    }

    private static SpectralRule Rule(double s, double sigma, double signal, double level, double eta)
    {
        double kept = Math.Sqrt(1 - (eta * eta));
        if (s == 0)
        {
            return new(signal, level * kept, level * eta, 0);
        }

        double inverted = signal * sigma / s;
        if (level >= inverted)
        {
            return new(0, 0, Math.Sqrt((level * level) - (inverted * inverted)), signal);
        }

        double share = level * kept / inverted;
        return new(signal * (1 - share), 0, level * eta, signal * share);
    }
}
