using DiffPir.Kernels;
using DiffPir.Kernels.Compression;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler;

/// <summary>What a JPEG compression and a decoder make of a picture.</summary>
internal static class JpegRounding
{
    private const int Side = BlockCosine.Side;

    /// <summary>The decoded picture; colour differences of lower resolution are repeated over their pixels. Neither rounded to grey levels
    /// nor clipped.</summary>
    /// <param name="clean">Grey or red, green, blue on [0,1].</param>
    /// <param name="coding">How it is compressed.</param>
    public static PlanarImage Apply(PlanarImage clean, JpegCoding coding)
    {
        var decoded = new PlanarImage(clean.Channels, clean.Height, clean.Width);
        foreach (var component in JpegComponent.Of(coding with { IsGrey = clean.Channels == 1 }))
        {
            var plane = component.On(coding, new TensorShape(1, clean.Channels, clean.Height, clean.Width), clean.Height, clean.Width);
            float[] values = ComponentSamples.Read(clean, component, plane);
            Round(values, plane, component.Steps);
            float[] weights = [component.ToColours.Red, component.ToColours.Green, component.ToColours.Blue];
            for (int i = 0; i < decoded.Data.Length; i++)
            {
                int c = i / (clean.Height * clean.Width), y = i / clean.Width % clean.Height, x = i % clean.Width;
                float value = values[((y + plane.RowPhase) / plane.RowStep * plane.Columns) + ((x + plane.ColumnPhase) / plane.ColumnStep)];
                decoded.Data[i] += weights[c] * (value + (component.IsLuma ? 128 : 0)) / 255;
            }
        }

        return decoded;
    }

    private static void Round(float[] values, ComponentPlane plane, IReadOnlyList<int> steps)
    {
        float[] block = new float[Side * Side];
        for (int top = 0; top < plane.Rows; top += Side)
        {
            for (int left = 0; left < plane.Columns; left += Side)
            {
                var place = values.AsSpan((top * plane.Columns) + left);
                CosineTransform.Forward(place, plane.Columns, block);
                for (int i = 0; i < block.Length; i++)
                {
                    block[i] = steps[i] * MathF.Round(block[i] / steps[i]);
                }

                CosineTransform.Inverse(block, place, plane.Columns);
            }
        }
    }
}
