using System.Numerics;

namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Discrete Fourier transform of one length on the host, of as many lines at once as a vector register has lanes (Stockham, radices 2,
/// 3, 4, 5 and 7, autosorting; no line leaves its lane).
/// </summary>
internal sealed class HostFourierAxis
{
    private static readonly int[] Radices = [4, 2, 3, 5, 7];

    private readonly Stage[] _stages;

    /// <summary>Computes the tables.</summary>
    /// <param name="length">A product of 2, 3, 5 and 7 (<see cref="HostFourier.LengthAtMost"/>).</param>
    /// <exception cref="ArgumentException">It has another prime factor.</exception>
    public HostFourierAxis(int length)
    {
        Length = length;
        var stages = new List<Stage>();
        for (int rest = length; rest > 1;)
        {
            int radix = Radices.FirstOrDefault(r => rest % r == 0);
            if (radix == 0)
            {
                throw new ArgumentException($"the length {length} has a prime factor above 7", nameof(length));
            }

            stages.Add(new Stage(radix, rest));
            rest /= radix;
        }

        _stages = [.. stages];
    }

    /// <summary>Number of values in a line.</summary>
    public int Length { get; }

    /// <summary>Transforms lines in place: X[k] = sum x[n] exp(-+ 2 pi i n k / length).</summary>
    /// <param name="real">Length vectors, real parts.</param>
    /// <param name="imaginary">Imaginary parts.</param>
    /// <param name="spaceReal">As long, overwritten.</param>
    /// <param name="spaceImaginary">As long, overwritten.</param>
    public void Run(Vector<float>[] real, Vector<float>[] imaginary, Vector<float>[] spaceReal, Vector<float>[] spaceImaginary)
    {
        var (fromRe, fromIm, toRe, toIm) = (real, imaginary, spaceReal, spaceImaginary);
        int stride = 1;
        foreach (var stage in _stages)
        {
            if (stage.Radix == 4)
            {
                stage.RunFour(stride, fromRe, fromIm, toRe, toIm);
            }
            else
            {
                stage.Run(stride, fromRe, fromIm, toRe, toIm);
            }

            stride *= stage.Radix;
            (fromRe, fromIm, toRe, toIm) = (toRe, toIm, fromRe, fromIm);
        }

        if (!ReferenceEquals(fromRe, real))
        {
            fromRe.AsSpan(0, Length).CopyTo(real);
            fromIm.AsSpan(0, Length).CopyTo(imaginary);
        }
    }

    /// <summary>y[q + s (r p + k)] = w^(p k) sum_j x[q + s (p + m j)] exp(-2 pi i j k / r), w = exp(-2 pi i / n), m = n / r.</summary>
    private sealed class Stage
    {
        private readonly int _groups;
        private readonly float[] _cos;
        private readonly float[] _sin;
        private readonly float[] _rootCos;
        private readonly float[] _rootSin;

        public Stage(int radix, int count)
        {
            (Radix, _groups) = (radix, count / radix);
            (_cos, _sin) = (new float[count], new float[count]);
            (_rootCos, _rootSin) = (new float[radix * radix], new float[radix * radix]);
            for (int p = 0; p < _groups; p++)
            {
                for (int k = 0; k < radix; k++)
                {
                    (_sin[(p * radix) + k], _cos[(p * radix) + k]) = SinCos((double)p * k / count);
                }
            }

            for (int i = 0; i < radix * radix; i++)
            {
                (_rootSin[i], _rootCos[i]) = SinCos((double)(i / radix * (i % radix)) / radix);
            }
        }

        public int Radix { get; }

        public void RunFour(int stride, Vector<float>[] fromRe, Vector<float>[] fromIm, Vector<float>[] toRe, Vector<float>[] toIm)
        {
            int jump = stride * _groups;
            for (int p = 0; p < _groups; p++)
            {
                float c1 = _cos[(4 * p) + 1], s1 = _sin[(4 * p) + 1], c2 = _cos[(4 * p) + 2], s2 = _sin[(4 * p) + 2];
                float c3 = _cos[(4 * p) + 3], s3 = _sin[(4 * p) + 3];
                for (int q = 0; q < stride; q++)
                {
                    int i = q + (stride * p), o = q + (4 * stride * p);
                    Vector<float> re0 = fromRe[i], im0 = fromIm[i], re1 = fromRe[i + jump], im1 = fromIm[i + jump];
                    Vector<float> re2 = fromRe[i + (2 * jump)], im2 = fromIm[i + (2 * jump)];
                    Vector<float> re3 = fromRe[i + (3 * jump)], im3 = fromIm[i + (3 * jump)];
                    Vector<float> sumRe = re0 + re2, sumIm = im0 + im2, differenceRe = re0 - re2, differenceIm = im0 - im2;
                    Vector<float> oddRe = re1 + re3, oddIm = im1 + im3, turnRe = im1 - im3, turnIm = re3 - re1;
                    (toRe[o], toIm[o]) = (sumRe + oddRe, sumIm + oddIm);
                    Put(toRe, toIm, o + stride, differenceRe + turnRe, differenceIm + turnIm, c1, s1);
                    Put(toRe, toIm, o + (2 * stride), sumRe - oddRe, sumIm - oddIm, c2, s2);
                    Put(toRe, toIm, o + (3 * stride), differenceRe - turnRe, differenceIm - turnIm, c3, s3);
                }
            }
        }

        public void Run(int stride, Vector<float>[] fromRe, Vector<float>[] fromIm, Vector<float>[] toRe, Vector<float>[] toIm)
        {
            for (int p = 0; p < _groups; p++)
            {
                for (int k = 0; k < Radix; k++)
                {
                    float cos = _cos[(p * Radix) + k], sin = _sin[(p * Radix) + k];
                    for (int q = 0; q < stride; q++)
                    {
                        Vector<float> re = Vector<float>.Zero, im = Vector<float>.Zero;
                        for (int j = 0; j < Radix; j++)
                        {
                            float c = _rootCos[(j * Radix) + k], s = _rootSin[(j * Radix) + k];
                            int i = q + (stride * (p + (_groups * j)));
                            re += (fromRe[i] * c) - (fromIm[i] * s);
                            im += (fromRe[i] * s) + (fromIm[i] * c);
                        }

                        Put(toRe, toIm, q + (stride * ((Radix * p) + k)), re, im, cos, sin);
                    }
                }
            }
        }

        private static void Put(Vector<float>[] toRe, Vector<float>[] toIm, int at, Vector<float> re, Vector<float> im, float cos, float sin)
        {
            toRe[at] = (re * cos) - (im * sin);
            toIm[at] = (re * sin) + (im * cos);
        }

        private static (float Sin, float Cos) SinCos(double turns)
        {
            var (sin, cos) = Math.SinCos(-2 * Math.PI * turns);
            return ((float)sin, (float)cos);
        }
    }
}
