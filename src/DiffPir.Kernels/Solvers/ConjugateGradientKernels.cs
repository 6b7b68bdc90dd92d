using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Solvers;

/// <summary>
/// The scalars of conjugate gradients, which never leave the device: [slope, step length, turn share], the slope being the inner product of
/// the gradient and its preconditioned form. Inner products are taken in two launches, partial sums by many groups and the rest by one.
/// </summary>
internal static class ConjugateGradientKernels
{
    /// <summary>Places in the array of scalars.</summary>
    public const int Slope = 0, StepLength = 1, TurnShare = 2, Scalars = 3;

    /// <summary>Work-items of a group of <see cref="Multiply"/> on a GPU.</summary>
    public const int GroupSize = 256;

    /// <summary>Most partial sums, and work-items of the group of <see cref="Conclude"/> on a GPU.</summary>
    public const int MostParts = 64;

    /// <summary>
    /// One partial sum of the inner product of a and b a group, over every Grid.DimX-th of the rows of all planes, real and imaginary parts
    /// alike, outside the known rectangle. What lies within and between the rows may be anything. Grid: (parts).
    /// </summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void Multiply<T>(
        ArrayView<float> aReal, ArrayView<float> aImaginary, ArrayView<float> bReal, ArrayView<float> bImaginary, ArrayView<float> parts,
        KnownRegionShape sizes, int planes)
        where T : struct, ILanes
    {
        var sums = SharedMemory.Allocate<float>(GroupSize);
        var sum = LocalMemory.Allocate<float>(16);
        int width = default(T).Width;
        float total = 0f;
        Lane.Fill<T>(ref sum[0], 0f);
        for (int row = Grid.IdxX; row < planes * sizes.Rows; row += Grid.DimX)
        {
            int y = row % sizes.Rows;
            bool crosses = y >= sizes.Top && y < sizes.Bottom;
            long start = (long)row * sizes.Pitch;

            // What lies before the rectangle, or the whole row; then what lies behind it.
            for (int side = 0; side < 2; side++)
            {
                int from = side == 0 ? 0 : crosses ? sizes.Right : sizes.Columns, to = side == 0 && crosses ? sizes.Left : sizes.Columns;
                int whole = from + ((to - from) / width * width);
                for (int i = from + (Group.IdxX * width); i < whole; i += Group.DimX * width)
                {
                    Lane.AddProduct<T>(ref sum[0], ref aReal[start + i], ref bReal[start + i]);
                    Lane.AddProduct<T>(ref sum[0], ref aImaginary[start + i], ref bImaginary[start + i]);
                }

                for (int i = whole + Group.IdxX; i < to; i += Group.DimX)
                {
                    total += (aReal[start + i] * bReal[start + i]) + (aImaginary[start + i] * bImaginary[start + i]);
                }
            }
        }

        for (int lane = 0; lane < width; lane++)
        {
            total += sum[lane];
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

    /// <summary>
    /// Sums the parts and sets the step length to slope / sum, or the turn share to sum / slope and the slope to the sum. A quotient of
    /// nothing is 0: nothing is left to do. Grid: one group.
    /// </summary>
    [Kernel]
    public static void Conclude(ArrayView<float> parts, ArrayView<float> scalars, int scalar)
    {
        var sums = SharedMemory.Allocate<float>(MostParts);
        float total = 0f;
        for (long i = Group.IdxX; i < parts.Length; i += Group.DimX)
        {
            total += parts[i];
        }

        sums[Group.IdxX] = total;
        LocalBarrier.Wait();
        if (Group.IdxX == 0)
        {
            for (int i = 1; i < Group.DimX; i++)
            {
                total += sums[i];
            }

            float slope = scalars[Slope];
            if (scalar == StepLength)
            {
                scalars[StepLength] = total > 0f ? slope / total : 0f;
            }
            else
            {
                scalars[TurnShare] = slope > 0f ? total / slope : 0f;
                scalars[Slope] = total;
            }
        }
    }
}
