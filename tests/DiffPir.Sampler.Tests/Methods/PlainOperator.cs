using System.Numerics;

namespace DiffPir.Sampler.Tests.Methods;

/// <summary>
/// A degradation of one grey picture by its singular value decomposition, written down plainly in double precision: V^T x, U^T y and back.
/// </summary>
internal sealed class PlainOperator
{
    private PlainOperator(
        double[] singularValues, Func<double[], Complex[]> toPicture, Func<Complex[], double[]> fromPicture, Func<double[], Complex[]> toMeasurement)
    {
        (SingularValues, ToComponents, FromComponents, MeasuredComponents) = (singularValues, toPicture, fromPicture, toMeasurement);
    }

    /// <summary>s_i, one for each component of a picture.</summary>
    public double[] SingularValues { get; }

    /// <summary>V^T x.</summary>
    public Func<double[], Complex[]> ToComponents { get; }

    /// <summary>V z.</summary>
    public Func<Complex[], double[]> FromComponents { get; }

    /// <summary>U^T y.</summary>
    public Func<double[], Complex[]> MeasuredComponents { get; }

    /// <summary>A mask: components are pixels.</summary>
    public static PlainOperator Mask(PixelMask mask)
    {
        double[] s = [.. mask.Known.ToArray().Select(known => known ? 1.0 : 0)];
        Complex[] Same(double[] x) => [.. x.Select(value => new Complex(value, 0))];
        return new(s, Same, z => [.. z.Select(value => value.Real)], Same);
    }

    /// <summary>A periodic blur: components are frequencies, and U takes the phase of the transfer function.</summary>
    public static PlainOperator Blur(BlurKernel kernel, int height, int width)
    {
        double[] response = new double[height * width];
        for (int i = 0; i < kernel.Values.Length; i++)
        {
            int row = ((i / kernel.Width) - kernel.OriginRow + height) % height, column = ((i % kernel.Width) - kernel.OriginColumn + width) % width;
            response[(row * width) + column] += kernel.Values[i];
        }

        double norm = Math.Sqrt(height * width);
        Complex[] transfer = [.. Transform([.. response.Select(v => new Complex(v, 0))], height, width, -1).Select(value => value * norm)];
        Complex[] Forward(double[] x) => Transform([.. x.Select(v => new Complex(v, 0))], height, width, -1);
        return new(
            [.. transfer.Select(Complex.Abs)],
            Forward,
            z => [.. Transform(z, height, width, 1).Select(value => value.Real)],
            y => [.. Forward(y).Zip(transfer, (value, f) => value * Complex.Conjugate(f) / Complex.Abs(f))]);
    }

    /// <summary>The unitary discrete Fourier transform, by its definition.</summary>
    private static Complex[] Transform(Complex[] x, int height, int width, int sign)
    {
        var result = new Complex[x.Length];
        for (int k = 0; k < x.Length; k++)
        {
            for (int i = 0; i < x.Length; i++)
            {
                double phase = 2 * Math.PI * (((double)(k / width) * (i / width) / height) + ((double)(k % width) * (i % width) / width));
                result[k] += x[i] * Complex.FromPolarCoordinates(1, sign * phase);
            }

            result[k] /= Math.Sqrt(x.Length);
        }

        return result;
    }
}
