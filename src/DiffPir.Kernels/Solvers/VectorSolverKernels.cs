using DiffPir.Kernels.Intrinsics;
using ILGPU;
using ILGPU.Algorithms;

namespace DiffPir.Kernels.Solvers;

/// <summary>
/// The passes of conjugate gradients over whole vectors; scalars lie as <see cref="ConjugateGradientKernels"/> says and never leave the device.
/// </summary>
internal static class VectorSolverKernels
{
    /// <summary>One partial sum of the inner product of a and b a group. Grid: (parts), any group up to
    /// <see cref="ConjugateGradientKernels.GroupSize"/>.</summary>
    [Kernel]
    internal static void Multiply(ArrayView<float> a, ArrayView<float> b, ArrayView<float> parts)
    {
        var sums = SharedMemory.Allocate<float>(ConjugateGradientKernels.GroupSize);
        float total = 0f;
        for (long i = ((long)Grid.IdxX * Group.DimX) + Group.IdxX; i < a.Length; i += (long)Grid.DimX * Group.DimX)
        {
            total = ScalarMath.Fma(a[i], b[i], total);
        }

        sums[Group.IdxX] = total;
        LocalBarrier.Wait();
        if (Group.IdxX == 0)
        {
            for (int i = 1; i < Group.DimX; i++)
            {
                total += sums[i];
            }

            parts[Grid.IdxX] = total;
        }
    }

    /// <summary>value += step direction, residual -= step product. One work-item an element.</summary>
    [Kernel]
    internal static void Step(
        ArrayView<float> value, ArrayView<float> residual, ArrayView<float> direction, ArrayView<float> product, ArrayView<float> scalars)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < value.Length)
        {
            float step = scalars[ConjugateGradientKernels.StepLength];
            value[i] = ScalarMath.Fma(step, direction[i], value[i]);
            residual[i] = ScalarMath.Fma(-step, product[i], residual[i]);
        }
    }

    /// <summary>
    /// x += min(scale / sqrt(residual), longest / sqrt(direction)) direction, with the squared norms in the place of the slope; nothing where the
    /// residual is 0. One work-item an element.
    /// </summary>
    [Kernel]
    internal static void NormalizedStep(
        ArrayView<float> x, ArrayView<float> direction, ArrayView<float> residualSquare, ArrayView<float> directionSquare, float scale, float longest)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < x.Length)
        {
            float residual = residualSquare[ConjugateGradientKernels.Slope], length = directionSquare[ConjugateGradientKernels.Slope];
            float factor = residual > 0f ? scale / XMath.Sqrt(residual) : 0f;
            float limit = length > 0f ? longest / XMath.Sqrt(length) : 0f;
            x[i] = ScalarMath.Fma(factor < limit ? factor : limit, direction[i], x[i]);
        }
    }

    /// <summary>direction = gradient + share direction. One work-item an element.</summary>
    [Kernel]
    internal static void Turn(ArrayView<float> direction, ArrayView<float> gradient, ArrayView<float> scalars)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < direction.Length)
        {
            direction[i] = ScalarMath.Fma(scalars[ConjugateGradientKernels.TurnShare], direction[i], gradient[i]);
        }
    }
}
