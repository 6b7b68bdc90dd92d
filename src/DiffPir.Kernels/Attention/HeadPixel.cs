namespace DiffPir.Kernels.Attention;

/// <summary>A pixel of a head of an image: what a work-item of <see cref="AttentionGradientKernels"/> stands for.</summary>
internal struct HeadPixel
{
    /// <summary>The pixel, the head and the image.</summary>
    public int Pixel, Head, Image;

    /// <summary>Element of the head's first query channel at the image's first pixel.</summary>
    public int From;

    /// <summary>The one with a number, in the order of images, heads and pixels.</summary>
    public static HeadPixel Of(long index, AttentionGradientArguments a)
    {
        long rest = index / a.Length;
        int head = (int)(rest % a.Heads), image = (int)(rest / a.Heads);
        return new()
        {
            Pixel = (int)(index % a.Length),
            Head = head,
            Image = image,
            From = a.Qkv.At(image, 0, 0) + (head * a.HeadStride),
        };
    }
}
