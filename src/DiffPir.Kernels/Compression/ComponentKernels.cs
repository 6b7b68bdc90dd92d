using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Compression;

/// <summary>Components of a compressed picture and what is known of their coefficients. Planes as <see cref="ComponentPlane"/> says.</summary>
internal static class ComponentKernels
{
    /// <summary>
    /// plane[row, column] = offset + the mean, over the pixels that the element covers, of the weighted sum of their red, green and blue.
    /// One work-item an element of the plane; grid x is its column, y its row.
    /// </summary>
    [Kernel]
    internal static void Read(ArrayView<float> canvas, ArrayView<float> plane, ComponentPlane shape, ColourWeights weights, float offset)
    {
        int column = Grid.GlobalIndex.X, row = Grid.IdxY;
        if (column >= shape.Columns)
        {
            return;
        }

        float sum = 0;
        for (int i = 0; i < shape.RowStep; i++)
        {
            int y = Within((row * shape.RowStep) + i - shape.RowPhase, shape.Height);
            for (int j = 0; j < shape.ColumnStep; j++)
            {
                int x = Within((column * shape.ColumnStep) + j - shape.ColumnPhase, shape.Width);
                long at = ((long)y * shape.CanvasColumns) + x;
                sum = ScalarMath.Fma(weights.Red, canvas[at], sum);
                sum = ScalarMath.Fma(weights.Green, canvas[at + shape.Channel], sum);
                sum = ScalarMath.Fma(weights.Blue, canvas[at + (2 * shape.Channel)], sum);
            }
        }

        plane[((long)row * shape.Columns) + column] = offset + (sum / (shape.RowStep * shape.ColumnStep));
    }

    /// <summary>
    /// The colours of each pixel += weights * the element of the plane that covers it. One work-item a pixel of the picture; grid x is
    /// its column, y its row.
    /// </summary>
    [Kernel]
    internal static void Add(ArrayView<float> canvas, ArrayView<float> plane, ComponentPlane shape, ColourWeights weights)
    {
        int x = Grid.GlobalIndex.X, y = Grid.IdxY;
        if (x >= shape.Width)
        {
            return;
        }

        long at = ((long)y * shape.CanvasColumns) + x;
        float value = plane[((long)((y + shape.RowPhase) / shape.RowStep) * shape.Columns) + ((x + shape.ColumnPhase) / shape.ColumnStep)];
        canvas[at] = ScalarMath.Fma(weights.Red, value, canvas[at]);
        canvas[at + shape.Channel] = ScalarMath.Fma(weights.Green, value, canvas[at + shape.Channel]);
        canvas[at + (2 * shape.Channel)] = ScalarMath.Fma(weights.Blue, value, canvas[at + (2 * shape.Channel)]);
    }

    /// <summary>values = what moves them to the nearest of the interval centre - reach to centre + reach: 0 within. One work-item an element.</summary>
    [Kernel]
    internal static void ToInterval(ArrayView<float> values, ArrayView<float> centre, ArrayView<float> reach)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < values.Length)
        {
            float off = centre[i] - values[i], slack = reach[i];
            values[i] = off > slack ? off - slack : off < -slack ? off + slack : 0f;
        }
    }

    /// <summary>
    /// values = what moves them to the mean of a normal distribution around them, of standard deviation sigma, that is cut off outside of the interval
    /// centre - reach to centre + reach. With a = (lower bound - value) / sigma and b of the upper one, that mean lies sigma (phi(a) - phi(b)) /
    /// (Phi(b) - Phi(a)) from the value; where the value is outside, densities and tails are taken relative to the nearer bound, as they vanish.
    /// One work-item an element.
    /// </summary>
    [Kernel]
    internal static void ToMeanOfInterval(ArrayView<float> values, ArrayView<float> centre, ArrayView<float> reach, float sigma)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i >= values.Length)
        {
            return;
        }

        // Mirrored so that the centre lies at or above the value.
        float off = centre[i] - values[i], slack = reach[i], distance = off < 0 ? -off : off;
        float a = (distance - slack) / sigma, b = (distance + slack) / sigma, moved;
        float density = ScalarMath.Exp(-0.5f * (b - a) * (b + a));
        if (a >= 0)
        {
            moved = sigma * (1f - density) / (MillsRatio(a) - (density * MillsRatio(b)));
        }
        else
        {
            float lower = ScalarMath.Exp(-0.5f * a * a) * 0.39894228f, upper = lower * density;
            moved = sigma * (lower - upper) / (1f - (lower * MillsRatio(-a)) - (upper * MillsRatio(b)));
        }

        // In a narrow interval the differences above cancel.
        float nearest = distance - slack, farthest = distance + slack;
        moved = slack < 0.1f * sigma ? distance : moved < nearest ? nearest : moved > farthest ? farthest : moved;
        values[i] = off < 0 ? -moved : moved;
    }

    /// <summary>(1 - Phi(a)) / phi(a) for a of 0 or more: Abramowitz and Stegun, 7.1.26, and for large a, where its error shows, Laplace's
    /// continued fraction.</summary>
    private static float MillsRatio(float a)
    {
        float t = 1f / ScalarMath.Fma(0.23164189f, a, 1f);
        float p = t * ScalarMath.Fma(
            t, ScalarMath.Fma(t, ScalarMath.Fma(t, ScalarMath.Fma(t, 1.061405429f, -1.453152027f), 1.421413741f), -0.284496736f), 0.254829592f);
        return a < 2.5f ? 1.2533141f * p : 1f / (a + (1f / (a + (2f / (a + (3f / (a + (4f / a))))))));
    }

    private static int Within(int index, int length) => index < 0 ? 0 : index >= length ? length - 1 : index;
}
