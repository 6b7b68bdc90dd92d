using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>Transparency follows a picture that changes its size.</summary>
internal static class AlphaPlane
{
    /// <summary>Resizes an opacity plane with a bicubic filter (antialiased when shrinking) and clamps it to [0,1].</summary>
    /// <param name="alpha">Opacity, row by row.</param>
    /// <param name="height">Rows of <paramref name="alpha"/>.</param>
    /// <param name="width">Columns of <paramref name="alpha"/>.</param>
    /// <param name="newHeight">Rows wanted.</param>
    /// <param name="newWidth">Columns wanted.</param>
    public static float[] Resize(float[] alpha, int height, int width, int newHeight, int newWidth)
    {
        using var plane = Image.NewFromMemory(alpha, width, height, 1, Enums.BandFormat.Float);
        using var resized = plane.Resize((double)newWidth / width, kernel: Enums.Kernel.Cubic, vscale: (double)newHeight / height);
        var values = resized.WriteToMemory<float>();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Math.Clamp(values[i], 0f, 1f);
        }

        return values;
    }
}
