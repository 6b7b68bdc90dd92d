using DiffPir.Kernels.Compression;

namespace DiffPir.Sampler;

/// <summary>Components of pictures on the host.</summary>
internal static class ComponentSamples
{
    /// <summary>The plane of a component: means over the pixels of each element, edges repeated, in grey levels around 0.</summary>
    /// <param name="picture">Grey or red, green, blue on [0,1].</param>
    /// <param name="component">The component.</param>
    /// <param name="plane">How it lies on the picture.</param>
    public static float[] Read(PlanarImage picture, JpegComponent component, ComponentPlane plane)
    {
        float[] values = new float[plane.Rows * plane.Columns];
        float scale = 255f / (plane.RowStep * plane.ColumnStep), offset = component.IsLuma ? -128 : 0;
        var (red, green, blue) = component.FromColours;
        int first = 0, second = picture.Channels == 3 ? 1 : 0, third = picture.Channels == 3 ? 2 : 0;
        for (int row = 0; row < plane.Rows; row++)
        {
            for (int column = 0; column < plane.Columns; column++)
            {
                float sum = 0;
                for (int i = 0; i < plane.RowStep * plane.ColumnStep; i++)
                {
                    int y = Math.Clamp((row * plane.RowStep) + (i / plane.ColumnStep) - plane.RowPhase, 0, picture.Height - 1);
                    int x = Math.Clamp((column * plane.ColumnStep) + (i % plane.ColumnStep) - plane.ColumnPhase, 0, picture.Width - 1);
                    sum += (red * picture[first, y, x]) + (green * picture[second, y, x]) + (blue * picture[third, y, x]);
                }

                values[(row * plane.Columns) + column] = (scale * sum) + offset;
            }
        }

        return values;
    }

    /// <summary>
    /// The elements that a decoder has interpolated linearly to twice their number in a direction, from the means over pairs of the result:
    /// of elements c it makes (3 c[i] + c[i - 1]) / 4 and (3 c[i] + c[i + 1]) / 4, with the outermost repeated, whose mean is
    /// c[i - 1] / 8 + 3 c[i] / 4 + c[i + 1] / 8. In place; where the plane's step is 2.
    /// </summary>
    public static void UndoInterpolation(float[] values, ComponentPlane plane)
    {
        if (plane.ColumnStep == 2)
        {
            int first = plane.ColumnPhase / 2, count = ((plane.ColumnPhase + plane.Width + 1) / 2) - first;
            for (int row = 0; row < plane.Rows; row++)
            {
                Solve(values, (row * plane.Columns) + first, 1, count, plane.ColumnPhase % 2 != 0, (plane.ColumnPhase + plane.Width) % 2 != 0);
            }
        }

        if (plane.RowStep == 2)
        {
            int first = plane.RowPhase / 2, count = ((plane.RowPhase + plane.Height + 1) / 2) - first;
            for (int column = 0; column < plane.Columns; column++)
            {
                Solve(values, (first * plane.Columns) + column, plane.Columns, count, plane.RowPhase % 2 != 0, (plane.RowPhase + plane.Height) % 2 != 0);
            }
        }
    }

    /// <summary>Elimination in a tridiagonal system, whose diagonal dominates. Of an outermost pair, only the inner pixel may be in the picture.</summary>
    private static void Solve(float[] values, int start, int pitch, int count, bool firstIsHalf, bool lastIsHalf)
    {
        if (count < 2)
        {
            return;
        }

        float[] above = new float[count];
        for (int i = 0; i < count; i++)
        {
            // An outermost pixel alone is not outside of the outermost element: it lies on the side of the inner neighbour.
            float towards = (i == 0 && firstIsHalf) || (i == count - 1 && lastIsHalf) ? 0.25f : 0.125f;
            float before = i == 0 ? 0 : towards, after = i == count - 1 ? 0 : towards;
            float pivot = (1 - before - after) - (i == 0 ? 0 : before * above[i - 1]);
            above[i] = after / pivot;
            int at = start + (i * pitch);
            values[at] = (values[at] - (i == 0 ? 0 : before * values[at - pitch])) / pivot;
        }

        for (int i = count - 2; i >= 0; i--)
        {
            values[start + (i * pitch)] -= above[i] * values[start + ((i + 1) * pitch)];
        }
    }
}
