using DiffPir.Kernels;
using DiffPir.Kernels.Compression;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler;

/// <summary>
/// What a decoded JPEG tells of the picture that was compressed: each coefficient of the blocks of a component lies within half a step of a
/// multiple of its step. The multiple is the one nearest to the coefficient of the decoded pixels, whose rounding to whole grey levels moves it
/// by a fraction of a grey level, and the mean of a flat block by several. Where a decoder has interpolated a component of lower resolution
/// between its elements, that is undone first.
/// Where pixels were clipped at black or white the next multiples are allowed as well; nothing is known of blocks that reach beyond the picture, and of
/// a component whose coefficients do not sit on multiples.
/// </summary>
/// <param name="Centre">The multiples, each at the place of its coefficient in the plane of blocks, in grey levels.</param>
/// <param name="Reach">How far from there the coefficient may be.</param>
internal sealed record JpegIntervals(float[] Centre, float[] Reach)
{
    /// <summary>Reach of a coefficient of which nothing is known.</summary>
    public const float Anywhere = 1e6f;

    /// <summary>What the compressing program's own rounding, of the component before its transform, adds to half a step, in grey levels.</summary>
    private const float Slack = 0.5f;

    private const int Side = BlockCosine.Side;

    /// <summary>Mean of cos(2 pi T / q), 1 where coefficients sit on multiples of q and 0 where they do not, from which on we believe that they do.</summary>
    public const double LeastAgreement = 0.45;

    /// <summary>Steps of fewer grey levels drown in the rounding of pixels, and fewer coefficients than this say nothing.</summary>
    private const int LeastStep = 3, FewestCoefficients = 30;

    /// <summary>The intervals of a component.</summary>
    /// <param name="picture">The decoded picture, grey or red, green, blue on [0,1].</param>
    /// <param name="coding">The file.</param>
    /// <param name="component">The component.</param>
    public static JpegIntervals Of(PlanarImage picture, JpegCoding coding, JpegComponent component)
    {
        var plane = PlaneOf(picture, coding, component);
        var states = StatesOf(picture, plane);
        var (coefficients, agreement) = Read(picture, component, plane, states);
        return FromCoefficients(coefficients, plane, component, agreement >= LeastAgreement ? states : null);
    }

    /// <summary>How well the coefficients of a component sit on multiples of their steps: 1 where all do, 0 where none does; 1 where too few tell.</summary>
    /// <param name="picture">The decoded picture, grey or red, green, blue on [0,1].</param>
    /// <param name="coding">The file.</param>
    /// <param name="component">The component.</param>
    public static double Agreement(PlanarImage picture, JpegCoding coding, JpegComponent component)
    {
        var plane = PlaneOf(picture, coding, component);
        return Read(picture, component, plane, StatesOf(picture, plane)).Agreement;
    }

    private static ComponentPlane PlaneOf(PlanarImage picture, JpegCoding coding, JpegComponent component) =>
        component.On(coding, new TensorShape(1, picture.Channels, picture.Height, picture.Width), picture.Height, picture.Width);

    /// <summary>The coefficients as they are, or with interpolation undone, whatever agrees better.</summary>
    private static (float[] Coefficients, double Agreement) Read(PlanarImage picture, JpegComponent component, ComponentPlane plane, BlockState[] states)
    {
        float[] values = ComponentSamples.Read(picture, component, plane);
        var repeated = Transformed(values, plane, component, states);
        if (component.RowStep != 2 && component.ColumnStep != 2)
        {
            return repeated;
        }

        ComponentSamples.UndoInterpolation(values, plane);
        var interpolated = Transformed(values, plane, component, states);
        return interpolated.Agreement >= repeated.Agreement ? interpolated : repeated;
    }

    private static JpegIntervals FromCoefficients(float[] coefficients, ComponentPlane plane, JpegComponent component, BlockState[]? states)
    {
        float[] centre = new float[coefficients.Length], reach = new float[coefficients.Length];
        for (int i = 0; i < coefficients.Length; i++)
        {
            int row = i / plane.Columns, column = i % plane.Columns, step = component.Steps[(row % Side * Side) + (column % Side)];
            centre[i] = step * MathF.Round(coefficients[i] / step);
            reach[i] = (states?[(row / Side * (plane.Columns / Side)) + (column / Side)] ?? BlockState.Unknown) switch
            {
                BlockState.Sound => (0.5f * step) + Slack,
                BlockState.Clipped => (1.5f * step) + Slack,
                _ => Anywhere,
            };
        }

        return new(centre, reach);
    }

    private static (float[] Coefficients, double Agreement) Transformed(float[] values, ComponentPlane plane, JpegComponent component, BlockState[] states)
    {
        float[] coefficients = new float[values.Length];
        float[] block = new float[Side * Side];
        double sum = 0;
        int count = 0;
        for (int b = 0; b < states.Length; b++)
        {
            int first = (b / (plane.Columns / Side) * Side * plane.Columns) + (b % (plane.Columns / Side) * Side);
            CosineTransform.Forward(values.AsSpan(first), plane.Columns, block);
            for (int i = 0; i < block.Length; i++)
            {
                coefficients[first + (i / Side * plane.Columns) + (i % Side)] = block[i];
                int step = component.Steps[i];

                // The mean of a block does not tell: where the block is flat, all its pixels are rounded alike, and the mean moves as far as one of them.
                if (i > 0 && states[b] == BlockState.Sound && step >= LeastStep && Math.Abs(block[i]) > 0.5f * step)
                {
                    sum += Math.Cos(2 * Math.PI * block[i] / step);
                    count++;
                }
            }
        }

        return (coefficients, count < FewestCoefficients ? 1 : sum / count);
    }

    private static BlockState[] StatesOf(PlanarImage picture, ComponentPlane plane)
    {
        int rows = plane.Rows / Side, columns = plane.Columns / Side, height = Side * plane.RowStep, width = Side * plane.ColumnStep;
        var states = new BlockState[rows * columns];
        for (int b = 0; b < states.Length; b++)
        {
            int top = (b / columns * height) - plane.RowPhase, left = (b % columns * width) - plane.ColumnPhase;
            states[b] = top < 0 || left < 0 || top + height > picture.Height || left + width > picture.Width ? BlockState.Unknown
                : IsClipped(picture, top, left, height, width) ? BlockState.Clipped : BlockState.Sound;
        }

        return states;
    }

    private static bool IsClipped(PlanarImage picture, int top, int left, int height, int width)
    {
        for (int c = 0; c < picture.Channels; c++)
        {
            for (int y = top; y < top + height; y++)
            {
                foreach (float value in picture.Row(c, y).Slice(left, width))
                {
                    if (value is <= 0 or >= 1)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private enum BlockState
    {
        Sound,
        Clipped,
        Unknown,
    }
}
