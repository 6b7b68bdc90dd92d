namespace DiffPir.Kernels.Intrinsics;

/// <summary>What <see cref="ShortTransform"/> needs of complex numbers, which are values or text.</summary>
/// <typeparam name="T">A complex number.</typeparam>
internal interface IComplexArithmetic<T>
{
    /// <summary>a + b.</summary>
    T Add(T a, T b);

    /// <summary>a - b.</summary>
    T Subtract(T a, T b);

    /// <summary>factor a.</summary>
    T Scale(float factor, T a);

    /// <summary>a + factor b.</summary>
    T AddScaled(T a, float factor, T b);

    /// <summary>-i a.</summary>
    T TimesMinusI(T a);
}
