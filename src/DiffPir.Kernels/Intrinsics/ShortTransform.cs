namespace DiffPir.Kernels.Intrinsics;

/// <summary>Discrete Fourier transforms y_j = sum_k x_k exp(-2 pi i j k / n) of the lengths n of <see cref="IRadix"/>, with few operations.</summary>
internal static class ShortTransform
{
    private const float SqrtHalf = 0.70710678f;
    private const float Sin3 = 0.86602540f;
    private const float Cos51 = 0.30901699f, Cos52 = -0.80901699f, Sin51 = 0.95105652f, Sin52 = 0.58778525f;
    private const float Cos71 = 0.62348980f, Cos72 = -0.22252093f, Cos73 = -0.90096887f;
    private const float Sin71 = 0.78183148f, Sin72 = 0.97492791f, Sin73 = 0.43388374f;

    /// <summary>The transform of all of x.</summary>
    public static T[] Of<T>(IComplexArithmetic<T> m, T[] x) => x.Length switch
    {
        2 => [m.Add(x[0], x[1]), m.Subtract(x[0], x[1])],
        3 => Of3(m, x),
        4 => Of4(m, x),
        5 => Of5(m, x),
        7 => Of7(m, x),
        8 => Of8(m, x),
        _ => throw new ArgumentException($"there is no transform of {x.Length}", nameof(x)),
    };

    private static T[] Of3<T>(IComplexArithmetic<T> m, T[] x)
    {
        var sum = m.Add(x[1], x[2]);
        var even = m.AddScaled(x[0], -0.5f, sum);
        var odd = m.TimesMinusI(m.Scale(Sin3, m.Subtract(x[1], x[2])));
        return [m.Add(x[0], sum), m.Add(even, odd), m.Subtract(even, odd)];
    }

    private static T[] Of4<T>(IComplexArithmetic<T> m, T[] x)
    {
        T a = m.Add(x[0], x[2]), b = m.Add(x[1], x[3]), c = m.Subtract(x[0], x[2]), d = m.TimesMinusI(m.Subtract(x[1], x[3]));
        return [m.Add(a, b), m.Add(c, d), m.Subtract(a, b), m.Subtract(c, d)];
    }

    private static T[] Of5<T>(IComplexArithmetic<T> m, T[] x)
    {
        T s1 = m.Add(x[1], x[4]), s2 = m.Add(x[2], x[3]);
        T d1 = m.TimesMinusI(m.Subtract(x[1], x[4])), d2 = m.TimesMinusI(m.Subtract(x[2], x[3]));
        T even1 = m.AddScaled(m.AddScaled(x[0], Cos51, s1), Cos52, s2), even2 = m.AddScaled(m.AddScaled(x[0], Cos52, s1), Cos51, s2);
        T odd1 = m.AddScaled(m.Scale(Sin51, d1), Sin52, d2), odd2 = m.AddScaled(m.Scale(Sin52, d1), -Sin51, d2);
        return [m.Add(m.Add(x[0], s1), s2), m.Add(even1, odd1), m.Add(even2, odd2), m.Subtract(even2, odd2), m.Subtract(even1, odd1)];
    }

    private static T[] Of7<T>(IComplexArithmetic<T> m, T[] x)
    {
        T s1 = m.Add(x[1], x[6]), s2 = m.Add(x[2], x[5]), s3 = m.Add(x[3], x[4]);
        T d1 = m.TimesMinusI(m.Subtract(x[1], x[6])), d2 = m.TimesMinusI(m.Subtract(x[2], x[5])), d3 = m.TimesMinusI(m.Subtract(x[3], x[4]));
        T even(float c1, float c2, float c3) => m.AddScaled(m.AddScaled(m.AddScaled(x[0], c1, s1), c2, s2), c3, s3);
        T odd(float sin1, float sin2, float sin3) => m.AddScaled(m.AddScaled(m.Scale(sin1, d1), sin2, d2), sin3, d3);
        T even1 = even(Cos71, Cos72, Cos73), even2 = even(Cos72, Cos73, Cos71), even3 = even(Cos73, Cos71, Cos72);
        T odd1 = odd(Sin71, Sin72, Sin73), odd2 = odd(Sin72, -Sin73, -Sin71), odd3 = odd(Sin73, -Sin71, Sin72);
        return
        [
            m.Add(m.Add(m.Add(x[0], s1), s2), s3), m.Add(even1, odd1), m.Add(even2, odd2), m.Add(even3, odd3),
            m.Subtract(even3, odd3), m.Subtract(even2, odd2), m.Subtract(even1, odd1),
        ];
    }

    // Even outputs: a transform of length 4 of the sums. Odd ones: of the differences after turns by eighths, exp(-2 pi i k / 8).
    private static T[] Of8<T>(IComplexArithmetic<T> m, T[] x)
    {
        T turn(T a) => m.Scale(SqrtHalf, m.Add(a, m.TimesMinusI(a)));
        T a0 = m.Add(x[0], x[4]), a1 = m.Add(x[1], x[5]), a2 = m.Add(x[2], x[6]), a3 = m.Add(x[3], x[7]);
        T b0 = m.Subtract(x[0], x[4]), b1 = turn(m.Subtract(x[1], x[5]));
        T b2 = m.TimesMinusI(m.Subtract(x[2], x[6])), b3 = m.TimesMinusI(turn(m.Subtract(x[3], x[7])));
        T[] even = Of4(m, [a0, a1, a2, a3]), odd = Of4(m, [b0, b1, b2, b3]);
        return [even[0], odd[0], even[1], odd[1], even[2], odd[2], even[3], odd[3]];
    }
}
