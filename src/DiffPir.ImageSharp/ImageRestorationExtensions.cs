using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp;

/// <summary>
/// Restoration in one line: <c>using var restored = await image.DenoiseAsync();</c>. Without a restorer the shared one is taken
/// (<see cref="PictureRestorer.Shared"/>). The image stays as it is and must not be changed meanwhile; the result is a new one with its metadata.
/// </summary>
public static class ImageRestorationExtensions
{
    /// <summary>Removes noise.</summary>
    /// <typeparam name="TPixel">Pixels of the picture; those of grey types are restored as grey.</typeparam>
    /// <param name="image">The picture.</param>
    /// <param name="settings">How; null for the defaults: the noise is read off the picture.</param>
    /// <param name="restorer">Where; null for the shared one.</param>
    /// <param name="progress">Told after each step, on the thread that works.</param>
    /// <param name="cancellation">Looked at before each step, and between the tiles of a prior.</param>
    /// <returns>The restored picture; disposed by the caller.</returns>
    /// <exception cref="ArgumentException">The image has several frames.</exception>
    /// <exception cref="SamplerException">The settings do not fit each other or the picture; the message says what.</exception>
    /// <exception cref="CheckpointException">The prior cannot be read.</exception>
    /// <exception cref="DeviceException">There is no device, its memory does not suffice, or it failed.</exception>
    /// <exception cref="OperationCanceledException">The restoration was cancelled.</exception>
    public static Task<Image<TPixel>> DenoiseAsync<TPixel>(
        this Image<TPixel> image,
        RestorationSettings? settings = null,
        PictureRestorer? restorer = null,
        IProgress<SamplerProgress>? progress = null,
        CancellationToken cancellation = default)
        where TPixel : unmanaged, IPixel<TPixel> =>
            ImageOf((restorer ?? PictureRestorer.Shared).RestoreAsync(image, new Denoising(), settings, progress, cancellation));

    /// <summary>Removes a known blur, and noise.</summary>
    /// <inheritdoc cref="DenoiseAsync" path="/*[self::typeparam or self::returns or self::exception]"/>
    /// <param name="image">The picture.</param>
    /// <param name="kernel">The blur: the picture is the sharp one convolved with it. <see cref="KernelImages.ToBlurKernel"/> makes one of an image.</param>
    /// <param name="settings">How; null for the defaults: the noise is read off the picture.</param>
    /// <param name="restorer">Where; null for the shared one.</param>
    /// <param name="progress">Told after each step, on the thread that works.</param>
    /// <param name="cancellation">Looked at before each step, and between the tiles of a prior.</param>
    public static Task<Image<TPixel>> DeblurAsync<TPixel>(
        this Image<TPixel> image,
        BlurKernel kernel,
        RestorationSettings? settings = null,
        PictureRestorer? restorer = null,
        IProgress<SamplerProgress>? progress = null,
        CancellationToken cancellation = default)
        where TPixel : unmanaged, IPixel<TPixel> =>
            ImageOf((restorer ?? PictureRestorer.Shared).RestoreAsync(image, new Deblurring(kernel), settings, progress, cancellation));

    /// <summary>Finds out the blur, which nobody knows, and removes it, and noise.</summary>
    /// <inheritdoc cref="DenoiseAsync"/>
    /// <exception cref="SamplerException">The blur could not be determined, or the settings do not fit.</exception>
    public static Task<Image<TPixel>> DeblurAsync<TPixel>(
        this Image<TPixel> image,
        RestorationSettings? settings = null,
        PictureRestorer? restorer = null,
        IProgress<SamplerProgress>? progress = null,
        CancellationToken cancellation = default)
        where TPixel : unmanaged, IPixel<TPixel> => ImageOf((restorer ?? PictureRestorer.Shared).RestoreBlurredAsync(image, settings, progress, cancellation));

    /// <summary>Enlarges a picture that was reduced by a bicubic filter, and removes noise.</summary>
    /// <inheritdoc cref="DenoiseAsync" path="/*[self::typeparam or self::returns or self::exception]"/>
    /// <param name="image">The picture.</param>
    /// <param name="scale">How many times larger each side becomes, 2 to 16.</param>
    /// <param name="settings">How; null for the defaults: the noise is read off the picture.</param>
    /// <param name="restorer">Where; null for the shared one.</param>
    /// <param name="progress">Told after each step, on the thread that works.</param>
    /// <param name="cancellation">Looked at before each step, and between the tiles of a prior.</param>
    public static Task<Image<TPixel>> EnlargeAsync<TPixel>(
        this Image<TPixel> image,
        int scale,
        RestorationSettings? settings = null,
        PictureRestorer? restorer = null,
        IProgress<SamplerProgress>? progress = null,
        CancellationToken cancellation = default)
        where TPixel : unmanaged, IPixel<TPixel> =>
            ImageOf((restorer ?? PictureRestorer.Shared).RestoreAsync(image, new SuperResolution(scale), settings, progress, cancellation));

    /// <summary>Fills in missing pixels.</summary>
    /// <inheritdoc cref="DenoiseAsync" path="/*[self::typeparam or self::returns or self::exception]"/>
    /// <param name="image">The picture.</param>
    /// <param name="mask">What is known, and what is to be filled in. <see cref="MaskImages.ToPixelMask"/> makes one of an image.</param>
    /// <param name="settings">How; null for the defaults: known pixels stay as they are.</param>
    /// <param name="restorer">Where; null for the shared one.</param>
    /// <param name="progress">Told after each step, on the thread that works.</param>
    /// <param name="cancellation">Looked at before each step, and between the tiles of a prior.</param>
    public static Task<Image<TPixel>> InpaintAsync<TPixel>(
        this Image<TPixel> image,
        PixelMask mask,
        RestorationSettings? settings = null,
        PictureRestorer? restorer = null,
        IProgress<SamplerProgress>? progress = null,
        CancellationToken cancellation = default)
        where TPixel : unmanaged, IPixel<TPixel> =>
            ImageOf((restorer ?? PictureRestorer.Shared).RestoreAsync(image, new Inpainting(mask), settings, progress, cancellation));

    private static async Task<Image<TPixel>> ImageOf<TPixel>(Task<RestoredImage<TPixel>> restoring)
        where TPixel : unmanaged, IPixel<TPixel> => (await restoring.ConfigureAwait(false)).Image;
}
