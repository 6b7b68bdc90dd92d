namespace DiffPir.Sampler.Estimation;

/// <summary>A blur that a formula describes.</summary>
/// <param name="Family">Which formula; not <see cref="BlurFamily.Shake"/>.</param>
/// <param name="Width">Standard deviation, radius or length in pixels; 0 for none.</param>
/// <param name="Degrees">Of a line: from the horizontal, counter-clockwise, 0 to 180; otherwise 0.</param>
public readonly record struct ParametricBlur(BlurFamily Family, double Width, double Degrees)
{
    /// <summary>No blur.</summary>
    public static ParametricBlur None { get; } = new(BlurFamily.None, 0, 0);

    /// <summary>The parameters that the family has.</summary>
    internal int ParameterCount => Family switch
    {
        BlurFamily.None => 0,
        BlurFamily.Line => 2,
        _ => 1,
    };

    /// <summary>The kernel; null for none.</summary>
    public BlurKernel? ToKernel() => Family switch
    {
        BlurFamily.Gaussian => BlurKernel.Gaussian((2 * (int)Math.Ceiling(3.5 * Width)) + 1, Width),
        BlurFamily.Disk => BlurShapes.Disk(Width),
        BlurFamily.Line => BlurShapes.Line(Width, Degrees),
        _ => null,
    };

    /// <summary>|H(f)|^2, the share of the power of one frequency that the blur lets through.</summary>
    /// <param name="frequency">In cycles per pixel.</param>
    /// <param name="angle">Direction of the frequency in radians, from the horizontal, counter-clockwise.</param>
    internal double PowerAt(double frequency, double angle)
    {
        double width = Width;
        switch (Family)
        {
            case BlurFamily.Gaussian:
                return Math.Exp(-4 * Math.PI * Math.PI * frequency * frequency * width * width);
            case BlurFamily.Disk:
                double a = 2 * Math.PI * frequency * width;
                return a < 1e-6 ? 1 : Square(2 * Bessel.J1(a) / a);
            case BlurFamily.Line:
                double b = Math.PI * width * frequency * Math.Cos(angle - (Degrees * Math.PI / 180));
                return Math.Abs(b) < 1e-6 ? 1 : Square(Math.Sin(b) / b);
            default:
                return 1;
        }
    }

    private static double Square(double value) => value * value;
}
