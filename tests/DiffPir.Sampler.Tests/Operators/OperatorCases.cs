using DiffPir.Kernels;

namespace DiffPir.Sampler.Tests.Operators;

/// <summary>Every operator there is, on small canvases that are larger than the picture where they can be.</summary>
internal static class OperatorCases
{
    /// <summary>The names.</summary>
    public static TheoryData<string> Names =>
    [
        "blur-periodic", "blur-unknown", "blur-mirrored", "shake-periodic", "shake-unknown", "shake-mirrored", "reduction-periodic",
        "reduction-mirrored", "reduction3-mirrored", "reduction-by-kernel-unknown", "reduction-by-kernel-mirrored", "mask", "identity", "grey",
        "mask-of-blur", "reduction-of-shake", "mask-of-reduction", "block-means", "mask-of-grey", "grey-of-blur", "channels-periodic",
        "channels-unknown", "channels-mirrored", "channels-reduced", "mask-of-channels",
    ];

    /// <summary>The degradation of a name, for pictures of 12 rows and 18 columns.</summary>
    public static Degradation Degradation(string name)
    {
        var blur = BlurKernel.Gaussian(5, 1.1);
        var shake = BlurKernel.FromValues(3, 5, [0.3f, 0.2f, 0, 0, 0, 0, 0.1f, 0.4f, 0.1f, 0, 0, 0, 0, 0.3f, 0.2f], normalize: true);
        return name switch
        {
            "blur-periodic" => new Deblurring(blur, BoundaryHandling.Periodic),
            "blur-unknown" => new Deblurring(blur),
            "blur-mirrored" => new Deblurring(blur, BoundaryHandling.Reflect),
            "shake-periodic" => new Deblurring(shake, BoundaryHandling.Periodic),
            "shake-unknown" => new Deblurring(shake),
            "shake-mirrored" => new Deblurring(shake, BoundaryHandling.Reflect),
            "reduction-periodic" => new SuperResolution(2, BlurKernel.IdealBicubic(2), BoundaryHandling.Periodic),
            "reduction-mirrored" => new SuperResolution(2),
            "reduction3-mirrored" => new SuperResolution(3),
            "reduction-by-kernel-unknown" => new SuperResolution(2, blur),
            "reduction-by-kernel-mirrored" => new SuperResolution(2, shake, BoundaryHandling.Reflect),
            "mask" => new Inpainting(PixelMask.Random(12, 18, 0.4, 1)),
            "identity" => new Denoising(),
            "grey" => new Colourisation(),
            "mask-of-blur" => new Composition(new Inpainting(PixelMask.Random(12, 18, 0.4, 1)), new Deblurring(blur)),
            "reduction-of-shake" => new Composition(new SuperResolution(2), new Deblurring(shake, BoundaryHandling.Periodic)),
            "mask-of-reduction" => new Composition(new Inpainting(PixelMask.Random(6, 9, 0.4, 1)), new SuperResolution(2)),
            "block-means" => new SuperResolution(3, BlurKernel.BlockMean(3), BoundaryHandling.Periodic),
            "mask-of-grey" => new Composition(new Inpainting(PixelMask.Random(12, 18, 0.4, 1)), new Colourisation()),
            "grey-of-blur" => new Composition(new Colourisation(), new Deblurring(blur, BoundaryHandling.Periodic)),
            "channels-periodic" => Channels(kernel => new Deblurring(kernel, BoundaryHandling.Periodic)),
            "channels-unknown" => Channels(static kernel => new Deblurring(kernel)),
            "channels-mirrored" => Channels(kernel => new Deblurring(kernel, BoundaryHandling.Reflect)),
            "channels-reduced" => Channels(kernel => new SuperResolution(2, kernel, BoundaryHandling.Periodic)),
            "mask-of-channels" => new Composition(
                new Inpainting(PixelMask.Random(12, 18, 0.4, 1)), Channels(kernel => new Deblurring(kernel, BoundaryHandling.Periodic))),
            _ => throw new ArgumentException(name),
        };
    }

    /// <summary>Three kernels of one size, none of them its own mirror image but one.</summary>
    private static PerChannel Channels(Func<BlurKernel, Degradation> of) => new(
    [
        of(BlurKernel.FromValues(3, 3, [0.5f, 0.2f, 0, 0, 0.1f, 0, 0, 0.1f, 0.1f])), of(BlurKernel.Gaussian(3, 0.7)),
        of(BlurKernel.FromValues(3, 3, [0, 0, 0.1f, 0, 0.3f, 0, 0.6f, 0, 0])),
    ]);

    /// <summary>Its operator; the canvas has two rows and one column more than the picture with its margins.</summary>
    public static (LinearOperator Operator, Margins Margins) Create(ComputeDevice device, string name)
    {
        var degradation = Degradation(name);
        int height = 12 / degradation.Scale, width = 18 / degradation.Scale;
        var margins = degradation.MarginsFor(height, width);
        var canvas = new TensorShape(
            1, 3, (degradation.Scale * (margins.Top + height + margins.Bottom)) + 2, (degradation.Scale * (margins.Left + width + margins.Right)) + 1);
        return (degradation.CreateOperator(device, canvas, height, width), margins);
    }
}
