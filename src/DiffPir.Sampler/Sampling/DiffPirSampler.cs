using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// Restores pictures by denoising diffusion with data steps: DiffPIR (Zhu et al., "Denoising diffusion models for plug-and-play image
/// restoration", 2023, algorithm 1). From the upload of the measurement to the download of the result everything stays on the device.
/// </summary>
public sealed class DiffPirSampler
{
    private readonly ComputeDevice _device;
    private readonly IPrior _prior;
    private readonly INoiseSource? _noise;

    /// <summary>Creates a sampler; it owns neither the device nor the prior.</summary>
    public DiffPirSampler(ComputeDevice device, IPrior prior)
        : this(device, prior, null)
    {
    }

    /// <summary>Creates a sampler with noise of another source than the counter-based generator.</summary>
    internal DiffPirSampler(ComputeDevice device, IPrior prior, INoiseSource? noise)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(prior);
        (_device, _prior, _noise) = (device, prior, noise);
    }

    /// <summary>Restores one picture.</summary>
    /// <param name="measurement">What was observed; a grey picture is restored by a colour prior as three equal channels.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Told after each step, when the device has finished it.</param>
    /// <param name="cancellation">Looked at before each step, and between the tiles of a <see cref="TiledDenoiser"/>.</param>
    /// <returns>The picture, nominal [0,1], not clamped; finite.</returns>
    /// <exception cref="SamplerException">Something does not fit, or the result is not finite.</exception>
    /// <exception cref="DeviceException">The device's memory does not suffice, or it failed.</exception>
    /// <exception cref="OperationCanceledException">The restoration was cancelled.</exception>
    public PlanarImage Restore(
        Measurement measurement, SamplerOptions options, IProgress<SamplerProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Validate(measurement);
        var degradation = measurement.Degradation;
        var margins = degradation.MarginsFor(options.Boundary, measurement.Image.Height, measurement.Image.Width);
        var frame = new RestorationFrame(measurement.Image, degradation.Scale, margins, _prior.Channels, _prior.SizeMultiple);
        var timesteps = TimestepSequence.Create(options.Spacing, options.Steps, _prior.Schedule.Count, options.Start);
        using var session = _prior.CreateSession(frame.Canvas, timesteps);
        using var data = degradation.CreateDataStep(
            _device, frame.Measured, options.Boundary == BoundaryHandling.Unknown ? margins : default, frame.Canvas);
        using var x = _device.Allocate(frame.Canvas);
        using var clean = _device.Allocate(frame.Canvas);
        using var scratch = _device.Allocate(frame.Canvas);
        var loop = new SamplingLoop(
            _device, frame, session, _prior.Schedule, data, timesteps, options, measurement.NoiseLevel / 255, _noise ?? new PhiloxNoiseSource(_device, options.Seed),
            x, clean, scratch);
        degradation.Initialize(_device, frame.Measured, clean);
        var result = frame.Extract(loop.Run(progress, cancellation).Download());
        PasteKnownPixels(result, measurement, options);
        return result;
    }

    private static void PasteKnownPixels(PlanarImage result, Measurement measurement, SamplerOptions options)
    {
        bool paste = options.KnownPixels == KnownPixels.Paste || (options.KnownPixels == KnownPixels.Auto && measurement.NoiseLevel == 0);
        if (measurement.Degradation is Inpainting inpainting && paste)
        {
            var known = inpainting.Mask.Known;
            for (int i = 0; i < result.Data.Length; i++)
            {
                result.Data[i] = known[i % known.Length] ? measurement.Image.Data[i] : result.Data[i];
            }
        }
    }

    private void Validate(Measurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement.Image, nameof(measurement));
        ArgumentNullException.ThrowIfNull(measurement.Degradation, nameof(measurement));
        var image = measurement.Image;
        if (!(measurement.NoiseLevel >= 0 && measurement.NoiseLevel <= 255))
        {
            throw new SamplerException($"the noise level is {measurement.NoiseLevel}; it is the standard deviation in grey levels, 0 to 255");
        }

        if (image.Channels != _prior.Channels && image.Channels != 1)
        {
            throw new SamplerException($"the picture has {image.Channels} channels, but the model knows pictures of {_prior.Channels}");
        }

        if (!Array.TrueForAll(image.Data, float.IsFinite))
        {
            throw new SamplerException("the picture holds values that are not finite numbers");
        }

        measurement.Degradation.Validate(image);
    }
}
