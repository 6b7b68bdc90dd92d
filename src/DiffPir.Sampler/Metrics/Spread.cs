namespace DiffPir.Sampler;

/// <summary>How far several pictures of the same thing differ.</summary>
public static class Spread
{
    /// <summary>Standard deviation of each pixel over pictures, the root mean square of its channels: a grey picture on the same scale.</summary>
    /// <param name="pictures">At least two, all of one shape.</param>
    public static PlanarImage Of(IReadOnlyList<PlanarImage> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfLessThan(pictures.Count, 2, nameof(pictures));
        var first = pictures[0];
        int plane = first.Height * first.Width;
        var spread = new PlanarImage(1, first.Height, first.Width);
        for (int i = 0; i < first.Data.Length; i++)
        {
            double mean = 0, squares = 0;
            foreach (var picture in pictures)
            {
                mean += picture.Data[i] / pictures.Count;
            }

            foreach (var picture in pictures)
            {
                squares += Math.Pow(picture.Data[i] - mean, 2) / (pictures.Count - 1);
            }

            spread.Data[i % plane] += (float)(squares / first.Channels);
        }

        for (int i = 0; i < plane; i++)
        {
            spread.Data[i] = MathF.Sqrt(spread.Data[i]);
        }

        return spread;
    }
}
