using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.SelfTests;

/// <summary>Plain definitions of the operations in double precision on planar N x C x H x W arrays. Readable, never optimised.</summary>
internal static class Reference
{
    /// <summary>The same numbers in double precision.</summary>
    public static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];

    public static double[] Convolution(float[] x, TensorShape s, float[] weight, float[] bias, int outputs, int kernel, int stride) =>
        Convolution(Doubles(x), s, weight, bias, outputs, kernel, stride);

    public static double[] Convolution(double[] x, TensorShape s, float[] weight, float[] bias, int outputs, int kernel, int stride)
    {
        int pad = (kernel - 1) / 2, h = (s.H + stride - 1) / stride, w = (s.W + stride - 1) / stride;
        double[] y = new double[(long)s.N * outputs * h * w];
        int at = 0;
        for (int n = 0; n < s.N; n++)
        {
            for (int o = 0; o < outputs; o++)
            {
                for (int row = 0; row < h; row++)
                {
                    for (int column = 0; column < w; column++)
                    {
                        double sum = bias[o];
                        for (int c = 0; c < s.C; c++)
                        {
                            for (int ky = 0; ky < kernel; ky++)
                            {
                                for (int kx = 0; kx < kernel; kx++)
                                {
                                    int py = (row * stride) + ky - pad, px = (column * stride) + kx - pad;
                                    if (py >= 0 && py < s.H && px >= 0 && px < s.W)
                                    {
                                        sum += x[(((((n * s.C) + c) * s.H) + py) * s.W) + px]
                                            * weight[(((((o * s.C) + c) * kernel) + ky) * kernel) + kx];
                                    }
                                }
                            }
                        }

                        y[at++] = sum;
                    }
                }
            }
        }

        return y;
    }

    public static double[] GroupNorm(float[] x, TensorShape s, float[] gamma, float[] beta, int groups, double epsilon) =>
        GroupNorm(Doubles(x), s, gamma, beta, groups, epsilon);

    public static double[] GroupNorm(double[] x, TensorShape s, float[] gamma, float[] beta, int groups, double epsilon)
    {
        double[] y = new double[x.Length];
        int channels = s.C / groups, area = s.H * s.W, size = channels * area;
        for (int n = 0; n < s.N; n++)
        {
            for (int g = 0; g < groups; g++)
            {
                int first = (((n * s.C) + (g * channels)) * area);
                double mean = 0, variance = 0;
                for (int i = 0; i < size; i++)
                {
                    mean += x[first + i] / (double)size;
                }

                for (int i = 0; i < size; i++)
                {
                    variance += (x[first + i] - mean) * (x[first + i] - mean) / size;
                }

                for (int i = 0; i < size; i++)
                {
                    int c = (g * channels) + (i / area);
                    y[first + i] = ((x[first + i] - mean) / Math.Sqrt(variance + epsilon) * gamma[c]) + beta[c];
                }
            }
        }

        return y;
    }

    public static double[] Silu(double[] x) => x.Select(v => v / (1 + Math.Exp(-v))).ToArray();

    public static double[] Resample(double[] x, TensorShape s, Resampling resampling)
    {
        bool up = resampling == Resampling.NearestUp2;
        int h = up ? 2 * s.H : s.H / 2, w = up ? 2 * s.W : s.W / 2;
        double[] y = new double[(long)s.N * s.C * h * w];
        for (int plane = 0; plane < s.N * s.C; plane++)
        {
            for (int row = 0; row < h; row++)
            {
                for (int column = 0; column < w; column++)
                {
                    double At(int r, int c) => x[(((plane * s.H) + r) * s.W) + c];
                    y[(((plane * h) + row) * w) + column] = up
                        ? At(row / 2, column / 2)
                        : (At(2 * row, 2 * column) + At(2 * row, (2 * column) + 1) + At((2 * row) + 1, 2 * column) + At((2 * row) + 1, (2 * column) + 1)) / 4;
                }
            }
        }

        return y;
    }

    public static double[] Attention(float[] qkv, TensorShape s, int heads, AttentionOrder order) => Attention(Doubles(qkv), s, heads, order);

    public static double[] Attention(double[] qkv, TensorShape s, int heads, AttentionOrder order)
    {
        int channels = s.C / 3, d = channels / heads, length = s.H * s.W;
        double[] y = new double[(long)s.N * channels * length];
        for (int n = 0; n < s.N; n++)
        {
            for (int head = 0; head < heads; head++)
            {
                double At(int kind, int c, int t)
                {
                    int channel = order == AttentionOrder.Legacy ? (((head * 3) + kind) * d) + c : (kind * channels) + (head * d) + c;
                    return qkv[(((n * s.C) + channel) * length) + t];
                }

                for (int t = 0; t < length; t++)
                {
                    double[] scores = Enumerable.Range(0, length)
                        .Select(k => Enumerable.Range(0, d).Sum(c => At(0, c, t) * At(1, c, k)) / Math.Sqrt(d)).ToArray();
                    double top = scores.Max(), total = scores.Sum(v => Math.Exp(v - top));
                    for (int c = 0; c < d; c++)
                    {
                        y[(((n * channels) + (head * d) + c) * length) + t] =
                            Enumerable.Range(0, length).Sum(k => Math.Exp(scores[k] - top) / total * At(2, c, k));
                    }
                }
            }
        }

        return y;
    }
}
