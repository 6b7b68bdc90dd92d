using DiffPir.Kernels;
using DiffPir.Models;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp;

/// <summary>
/// Restores pictures on one device. It opens the device at once and the prior with the first picture, and keeps both: use one for many pictures. Its
/// methods may be called from any thread; pictures are restored one after the other. A picture must not be changed or disposed while it is
/// restored; it stays as it is, and the result is a new one with its metadata.
/// </summary>
public sealed class PictureRestorer : IDisposable
{
    private static readonly Lazy<PictureRestorer> LazyShared = new(static () => new());

    private readonly RestorerOptions _options;
    private readonly Lazy<PriorSettings?> _settings;
    private readonly ComputeDevice _device;
    private readonly RestorationEngine _engine;

    /// <summary>Opens a device.</summary>
    /// <param name="options">Where to compute, and with which prior; null for the first usable device and the built-in one.</param>
    /// <exception cref="DeviceException">There is no such device, or it cannot be used.</exception>
    public PictureRestorer(RestorerOptions? options = null)
    {
        _options = options ?? new();
        _settings = new(() => BuiltinModels.Paths.ContainsKey(_options.Model) ? PriorSettings.BuiltIn : PriorSettings.Read(_options.Model));
        _device = ComputeDevice.Open(_options.Device, _options.Threads, _options.Precision);
        _engine = new(_device, name => DenoiserLoader.Load(_device, BuiltinModels.Paths.GetValueOrDefault(name, name), _options.Network));
    }

    /// <summary>The one that the methods of images use: with default options, opened when first asked for, open until the process ends. Do
    /// not dispose it.</summary>
    /// <exception cref="DeviceException">No device can be used.</exception>
    public static PictureRestorer Shared => LazyShared.Value;

    /// <summary>Where it computes.</summary>
    public DeviceDescription Device => _device.Description;

    /// <summary>Undoes a degradation.</summary>
    /// <typeparam name="TPixel">Pixels of the picture; those of grey types are restored as grey. 8 and 16 bits, and floats, are kept as such.</typeparam>
    /// <param name="image">The picture.</param>
    /// <param name="degradation">What happened to it.</param>
    /// <param name="settings">How to undo that; null for the defaults.</param>
    /// <param name="progress">Told after each step, on the thread that works.</param>
    /// <param name="cancellation">Looked at before each step, and between the tiles of a prior.</param>
    /// <returns>The picture with all that is known of how it came to be; disposed by the caller.</returns>
    /// <exception cref="ArgumentException">The image has several frames.</exception>
    /// <exception cref="SamplerException">The settings do not fit each other or the picture; the message says what.</exception>
    /// <exception cref="CheckpointException">The prior cannot be read.</exception>
    /// <exception cref="DeviceException">The device's memory does not suffice, or it failed.</exception>
    /// <exception cref="OperationCanceledException">The restoration was cancelled.</exception>
    public Task<RestoredImage<TPixel>> RestoreAsync<TPixel>(
        Image<TPixel> image,
        Degradation degradation,
        RestorationSettings? settings = null,
        IProgress<SamplerProgress>? progress = null,
        CancellationToken cancellation = default)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(degradation);
        return RunAsync(image, settings ?? new(), (_, _, _) => (degradation, null), progress, cancellation);
    }

    /// <summary>Finds out the blur of a picture, which nobody knows, and undoes it.</summary>
    /// <inheritdoc cref="RestoreAsync"/>
    /// <exception cref="SamplerException">The blur could not be determined, or the settings do not fit.</exception>
    public Task<RestoredImage<TPixel>> RestoreBlurredAsync<TPixel>(
        Image<TPixel> image,
        RestorationSettings? settings = null,
        IProgress<SamplerProgress>? progress = null,
        CancellationToken cancellation = default)
        where TPixel : unmanaged, IPixel<TPixel> => RunAsync(
            image,
            settings ?? new(),
            static (picture, noise, jpeg) =>
            {
                var found = BlurEstimator.Estimate(picture, noise.Value.Level, jpeg.Value);
                return found.IsSure
                    ? (new Deblurring(found.Kernel!), found)
                    : throw new SamplerException(
                        found.Family == BlurFamily.None
                            ? "no blur was found in the picture: leave it as it is, or say which kernel blurred it"
                            : $"the blur of the picture could not be determined (confidence {found.Confidence:0.00}, of which {BlurEstimate.LeastConfidence:0.0} is needed): say which kernel blurred it");
            },
            progress,
            cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _device.Dispose();
    }

    private Task<RestoredImage<TPixel>> RunAsync<TPixel>(
        Image<TPixel> image,
        RestorationSettings settings,
        Func<PlanarImage, Lazy<NoiseEstimate>, Lazy<JpegTables?>, (Degradation Degradation, BlurEstimate? Blur)> diagnose,
        IProgress<SamplerProgress>? progress,
        CancellationToken cancellation)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Frames.Count != 1)
        {
            throw new ArgumentException($"the image has {image.Frames.Count} frames and one is restored at a time: take them apart with Frames.CloneFrame",
                nameof(image));
        }

        return Task.Run(
            () =>
            {
                settings.Rendition.Validate();
                var layout = PixelLayout.Of<TPixel>();
                var (picture, alpha) = layout.Read(image);
                var visible = Opacity.Visible(alpha, picture.Height, picture.Width);
                var noise = new Lazy<NoiseEstimate>(() => NoiseEstimator.Estimate(picture, visible));
                var jpeg = new Lazy<JpegTables?>(() => settings.Jpeg ?? JpegHistory.Find(picture));
                var (degradation, blur) = diagnose(picture, noise, jpeg);
                settings.Rendition.ValidateFor(degradation);
                double level = settings.Noise ?? AssumedNoise.ToUndo(degradation, picture, noise, jpeg, blur).Level;
                var job = JobFor(degradation, blur?.NoiseToAssume(level) ?? level, settings);
                var result = _engine.Restore(job, picture, progress, cancellation);
                var finished = settings.Rendition.Apply(result.Image, picture, settings.Seed);
                if (alpha is not null)
                {
                    alpha = Opacity.Resize(alpha, picture.Height, picture.Width, finished.Height, finished.Width);
                    alpha = degradation is Inpainting holes ? Opacity.WithHolesFilled(alpha, holes.Mask) : alpha;
                }

                using var pixels = layout.Write<TPixel>(image.GetConfiguration(), finished, alpha);
                return new RestoredImage<TPixel>(ImagePixels.Replace(image, pixels), job, result);
            },
            cancellation);
    }

    private RestorationJob JobFor(Degradation degradation, double noise, RestorationSettings settings) => new()
    {
        Degradation = degradation,
        Noise = noise,
        Options = settings.Configure?.Invoke(degradation, noise)
            ?? RestorationDefaults.Options(degradation, noise, _settings.Value, settings.Texture || settings.Samples > 1),
        Prior = _options.Model,
        Tile = settings.Tile,
        Seed = settings.Seed,
        Draws = settings.Samples,
    };
}
