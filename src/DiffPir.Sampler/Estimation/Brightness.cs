namespace DiffPir.Sampler.Estimation;

/// <summary>The plane that blurs are estimated on.</summary>
internal static class Brightness
{
    /// <summary>The mean of the channels, row by row.</summary>
    public static float[] Of(PlanarImage image)
    {
        var mean = new float[image.Height * image.Width];
        for (int c = 0; c < image.Channels; c++)
        {
            var plane = image.Plane(c);
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += plane[i] / image.Channels;
            }
        }

        return mean;
    }
}
