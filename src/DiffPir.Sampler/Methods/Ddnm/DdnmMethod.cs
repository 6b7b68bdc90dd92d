using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// DDNM (Wang et al., "Zero-shot image restoration using denoising diffusion null-space model", 2023): in each step the predicted picture is
/// replaced by the nearest one that the measurement explains, x0 - H^+ (H x0 - y). For measurements without noise. The pseudo-inverse is
/// H^T (H H^T + ridge)^-1.
/// </summary>
public sealed class DdnmMethod : RestorationMethod<DdnmOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "ddnm";

    /// <summary>Small against what a blur shows, and large against the rounding of single precision.</summary>
    internal const double Ridge = 1e-5;

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override DdnmOptions Defaults(Degradation degradation, double noiseLevel) => new();

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, DdnmOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var loop = new DdnmLoop(context, options);
        var data = context.CreateDataStep();
        var corrected = context.Allocate();
        double kept = Math.Sqrt(1 - (options.Eta * options.Eta));
        return loop.Run((signal, level) =>
        {
            VectorOperations.Copy(context.Device, corrected, loop.Clean);
            data.Apply(corrected, Ridge, 1);
            context.MirrorMargins(corrected);
            VectorOperations.Combine(context.Device, loop.X, signal, corrected, level * kept, loop.Noise);
            BlendOperations.AddNoise(context.Device, loop.X, loop.Fresh, level * options.Eta);
        });
    }
}
