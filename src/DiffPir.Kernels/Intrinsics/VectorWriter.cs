using System.Reflection;
using ILGPU.IR.Values;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>A value of the writer's vector width, named in the target's own text.</summary>
internal readonly record struct VectorText(string[] Parts);

/// <summary>A pointer to 32-bit floats in the target's own text, with the target's word for its address space.</summary>
internal readonly record struct PointerText(string Text, string Space);

/// <summary>
/// Prints straight-line vector code for one backend. ILGPU neither unrolls loops nor knows vectors or fused multiply-add, so the inner
/// loops of the kernels are intrinsics: a generator describes the operation once against this type, and the two writers turn the
/// description into OpenCL vectors (<see cref="OpenClVectorWriter"/>) or scalar PTX (<see cref="PtxVectorWriter"/>).
/// </summary>
internal abstract class VectorWriter(MethodCall call)
{
    /// <summary>Floats of one vector value: lane operations say their width, all others work on vectors of 16.</summary>
    public int Width { get; } = GenericArgument(call, 0) is ILanes lanes ? lanes.Width : 16;

    /// <summary>The call that is being printed.</summary>
    protected MethodCall Call { get; } = call;

    /// <summary>The call's argument as a pointer.</summary>
    public abstract PointerText Pointer(int argument);

    /// <summary>The call's argument as the text of a 32-bit integer.</summary>
    public abstract string Integer(int argument);

    /// <summary>The call's argument as a float, repeated in every lane.</summary>
    public abstract VectorText Splat(int argument);

    /// <summary>One float read from memory, repeated in every lane.</summary>
    public abstract VectorText LoadSplat(PointerText pointer, int offset);

    /// <summary>The pointer moved by <paramref name="times"/> * <paramref name="stride"/> floats.</summary>
    public abstract PointerText Advance(PointerText pointer, string stride, int times);

    /// <summary>Reads a vector at a constant offset in floats.</summary>
    public abstract VectorText Load(PointerText pointer, int offset);

    /// <summary>Reads a vector of halves at a constant offset in floats, each of which holds two.</summary>
    public abstract VectorText LoadHalves(PointerText pointer, int offset);

    /// <summary>Writes a vector at a constant offset in floats.</summary>
    public abstract void Store(PointerText pointer, int offset, VectorText value);

    /// <summary>
    /// Asks for the cache line at a pointer, which need not be valid, into the first-level cache where it is read soon, else into the second.
    /// GPUs hide the latency of memory by other means: prints nothing there.
    /// </summary>
    public abstract void Prefetch(PointerText pointer, bool soon);

    /// <summary>Gives a computed value another one, for blocks that run under a condition.</summary>
    public abstract void Assign(VectorText variable, VectorText value);

    /// <summary>Writes one float: the sum of a value's sixteen lanes and of a float read from memory.</summary>
    public abstract void StoreSum(PointerText pointer, int offset, VectorText value, PointerText addend, int addendOffset);

    /// <summary>The constant in every lane.</summary>
    public abstract VectorText Constant(float value);

    /// <summary>a * b + c, rounded once.</summary>
    public abstract VectorText Fma(VectorText a, VectorText b, VectorText c);

    /// <summary>a + b.</summary>
    public abstract VectorText Add(VectorText a, VectorText b);

    /// <summary>a - b.</summary>
    public abstract VectorText Subtract(VectorText a, VectorText b);

    /// <summary>a * b.</summary>
    public abstract VectorText Multiply(VectorText a, VectorText b);

    /// <summary>a / b.</summary>
    public abstract VectorText Divide(VectorText a, VectorText b);

    /// <summary>The larger of a and b.</summary>
    public abstract VectorText Max(VectorText a, VectorText b);

    /// <summary>The smaller of a and b.</summary>
    public abstract VectorText Min(VectorText a, VectorText b);

    /// <summary>The value where the condition is above 0, else 0.</summary>
    public abstract VectorText WherePositive(VectorText condition, VectorText value);

    /// <summary>Of two vectors of sixteen the lower halves, or the upper ones, lane by lane: a, b, a, b, ...</summary>
    public abstract VectorText Interleave(VectorText a, VectorText b, bool upper);

    /// <summary>
    /// value * 2^n where <paramref name="biased"/> = n + 1.5 * 2^23, whose low bits hold n: an integer add to the exponent field.
    /// </summary>
    public abstract VectorText ScaleByPowerOfTwo(VectorText value, VectorText biased);

    /// <summary>Opens a block that runs where <paramref name="count"/> exceeds <paramref name="index"/>.</summary>
    public abstract void BeginIfGreater(string count, int index);

    /// <summary>Closes the block.</summary>
    public abstract void EndIf();

    /// <summary>-a.</summary>
    public abstract VectorText Negate(VectorText a);

    /// <summary>exp(x) to about one unit in the last place for |x| up to 87; the same formula as <see cref="ScalarMath.Exp"/>.</summary>
    public VectorText Exp(VectorText x)
    {
        x = Max(Min(x, Constant(ExpPolynomial.Limit)), Constant(-ExpPolynomial.Limit));
        var magic = Constant(ExpPolynomial.RoundingMagic);
        var biased = Fma(x, Constant(ExpPolynomial.Log2EHigh), magic);
        var f = Fma(x, Constant(ExpPolynomial.Log2EHigh), Negate(Subtract(biased, magic)));
        f = Fma(x, Constant(ExpPolynomial.Log2ELow), f);
        var p = Constant(ExpPolynomial.C5);
        p = Fma(p, f, Constant(ExpPolynomial.C4));
        p = Fma(p, f, Constant(ExpPolynomial.C3));
        p = Fma(p, f, Constant(ExpPolynomial.C2));
        p = Fma(p, f, Constant(ExpPolynomial.C1));
        p = Fma(p, f, Constant(1f));
        return ScaleByPowerOfTwo(p, biased);
    }

    /// <summary>x * sigmoid(x).</summary>
    public VectorText Silu(VectorText x) => Divide(x, Add(Constant(1f), Exp(Negate(x))));

    /// <summary>What a generic argument of the intrinsic names: its first the tile shape or lane count.</summary>
    public T Shape<T>(int argument = 0) => (T)GenericArgument(Call, argument)!;

    private static object? GenericArgument(MethodCall call, int argument) =>
        ((MethodInfo)call.Target.Source!).GetGenericArguments().ElementAtOrDefault(argument) is { } type ? Activator.CreateInstance(type) : null;
}
