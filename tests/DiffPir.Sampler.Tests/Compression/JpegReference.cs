using DiffPir.Kernels;
using DiffPir.Kernels.Compression;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Compression;

/// <summary>The projection onto the pictures that a JPEG may be made of, component by component and block by block.</summary>
internal static class JpegReference
{
    /// <summary>The nearest picture.</summary>
    public static PlanarImage Project(PlanarImage estimate, PlanarImage decoded, JpegCoding coding)
    {
        var result = new PlanarImage(3, estimate.Height, estimate.Width, [.. estimate.Data]);
        foreach (var component in JpegComponent.Of(coding))
        {
            var plane = component.On(coding, new TensorShape(1, 3, estimate.Height, estimate.Width), estimate.Height, estimate.Width);
            float[] values = ComponentSamples.Read(estimate, component, plane),
                weights = [component.ToColours.Red, component.ToColours.Green, component.ToColours.Blue];
            var intervals = JpegIntervals.Of(decoded, coding, component);
            float[] block = new float[64];
            for (int top = 0; top < plane.Rows; top += BlockCosine.Side)
            {
                for (int left = 0; left < plane.Columns; left += BlockCosine.Side)
                {
                    var place = values.AsSpan((top * plane.Columns) + left);
                    CosineTransform.Forward(place, plane.Columns, block);
                    for (int i = 0; i < block.Length; i++)
                    {
                        int at = ((top + (i / 8)) * plane.Columns) + left + (i % 8);
                        float low = intervals.Centre[at] - intervals.Reach[at], high = intervals.Centre[at] + intervals.Reach[at];
                        block[i] = Math.Clamp(block[i], low, high) - block[i];
                    }

                    CosineTransform.Inverse(block, place, plane.Columns);
                }
            }

            for (int i = 0; i < result.Data.Length; i++)
            {
                int c = i / (estimate.Height * estimate.Width), y = i / estimate.Width % estimate.Height, x = i % estimate.Width;
                result.Data[i] += weights[c] / 255 * values[(
                    (y + plane.RowPhase) / plane.RowStep * plane.Columns) + ((x + plane.ColumnPhase) / plane.ColumnStep)];
            }
        }

        return result;
    }
}
