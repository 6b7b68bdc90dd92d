using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>PSNR where a picture may have moved: a kernel that is found and a true one have different centres.</summary>
internal static class ShiftedPsnr
{
    private const int Reach = 8;

    /// <summary>The best PSNR over shifts by whole pixels, of the part that all shifts leave.</summary>
    public static double Of(PlanarImage image, PlanarImage truth)
    {
        int height = truth.Height - (2 * Reach), width = truth.Width - (2 * Reach);
        var middle = truth.Crop(Reach, Reach, height, width);
        return (
            from down in Enumerable.Range(0, (2 * Reach) + 1)
            from right in Enumerable.Range(0, (2 * Reach) + 1)
            select ImageMetrics.Psnr(image.Crop(down, right, height, width), middle)).Max();
    }
}
