using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler;

/// <summary>
/// Gives back what JPEG compression took. The error of a JPEG is no white noise, which is all that a diffusion prior knows: white noise is added until it
/// drowns the blocks, the prior predicts the picture, and each coefficient becomes the mean of what prediction and file leave possible, a
/// normal distribution around the prediction that the interval of the file cuts off. That is repeated at falling levels, each time from the last
/// picture with fresh noise, and the mean of the later pictures is the result (stochastic denoising as a regulariser: Renaud et al., 2024).
/// </summary>
public sealed class JpegMeanMethod : RestorationMethod<JpegMeanOptions>
{
    /// <summary>The method's name.</summary>
    internal const string MethodName = "jpeg";

    /// <summary>The least noise level that is reckoned with, on the [0,1] scale: rounding to grey levels.</summary>
    private const double LeastNoise = NoiseEstimate.Rounding / 255;

    /// <inheritdoc/>
    public override string Name => MethodName;

    /// <inheritdoc/>
    public override JpegMeanOptions Defaults(Degradation degradation, double noiseLevel) => new();

    /// <inheritdoc/>
    protected override string? Objection(Degradation degradation, JpegMeanOptions options) => degradation is JpegCompression
        ? null
        : $"the method {MethodName} is for JPEG compression alone, not for {degradation?.Name}; choose another method, diffpir for example";

    /// <inheritdoc/>
    protected override IReadOnlyList<int> Timesteps(JpegMeanOptions options, NoiseSchedule schedule, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(schedule);
        return [.. Levels(options, noiseLevel).Select(level => schedule.Nearest(2 * level)).Distinct()];
    }

    /// <inheritdoc/>
    protected override Tensor Run(SamplingContext context, JpegMeanOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        Tensor x = context.Allocate(), clean = context.Allocate(), noise = context.Allocate(), mean = context.Allocate();
        var data = (JpegDataStep)context.CreateDataStep();
        var levels = Levels(options, context.Noise);
        int averaged = (int)Math.Ceiling(options.Averaged * levels.Count);
        VectorOperations.Copy(context.Device, clean, context.Measured);
        TileOperations.Clear(context.Device, mean);
        for (int k = 0; k < levels.Count; k++)
        {
            context.BeginStep();
            int t = context.Schedule.Nearest(2 * levels[k]);
            double signal = context.Schedule.Signal(t);
            context.MirrorMargins(clean);
            context.Fill(noise, k, NoiseDraw.Fresh);
            VectorOperations.Combine(context.Device, x, signal, clean, options.Tau * context.Schedule.Noise(t), noise);
            context.PredictNoise(x, t, noise);
            context.PredictClean(clean, x, noise, t, clamp: true);
            data.ApplyMean(clean, 2 * options.Trust * levels[k]);
            if (k >= levels.Count - averaged)
            {
                VectorOperations.Combine(context.Device, mean, 1, mean, 1.0 / averaged, clean);
            }

            context.EndStep(k + 1, levels.Count, t);
        }

        return mean;
    }

    /// <summary>Noise levels on [0,1], falling geometrically.</summary>
    private static IReadOnlyList<double> Levels(JpegMeanOptions options, double noise)
    {
        double sigma = Math.Max(LeastNoise, noise), ratio = options.Last / options.First;
        return [.. Enumerable.Range(0, options.Steps).Select(k => sigma * options.First * Math.Pow(ratio, (double)k / Math.Max(1, options.Steps - 1)))];
    }
}
