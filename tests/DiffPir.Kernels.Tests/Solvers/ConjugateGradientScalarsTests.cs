using DiffPir.Kernels.Fourier;
using DiffPir.Kernels.Solvers;
using DiffPir.Testing;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.Solvers;

public sealed class ConjugateGradientScalarsTests
{
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Update_InTheOrderOfAnIteration_GivesQuotientsOfInnerProducts(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (rows, columns, planes, known) in new[]
        {
            (1, 1, 1, default), (3, 16, 1, default), (5, 37, 2, default), (200, 301, 3, default(KnownRegion)),
            (5, 37, 2, new(1, 3, 3, 20)), (40, 90, 2, new(4, 17, 30, 33)), (6, 8, 1, new(0, 0, 6, 5)),
        })
        {
            int pitch = columns + 3, count = planes * rows * pitch;
            float[] a = HostNoise.Of(2 * count, 1), b = [.. a.Select((value, i) => value + (0.5f * (i % 7)))];
            for (int i = 0; i < a.Length; i++)
            {
                int row = i / pitch % rows, column = i % pitch;
                bool counts = column < columns
                    && !(row >= known.Top && row < known.Top + known.Rows && column >= known.Left && column < known.Left + known.Columns);
                (a[i], b[i]) = counts ? (a[i], b[i]) : (float.NaN, float.NaN);
            }

            double aa = Inner(a, a), ab = Inner(a, b), bb = Inner(b, b);
            using var first = device.AllocateFloats(2 * count);
            using var second = device.AllocateFloats(2 * count);
            first.CopyFromCPU(a);
            second.CopyFromCPU(b);
            using var scalars = new ConjugateGradientScalars(device);
            ComplexView left = Parts(first), right = Parts(second);
            var layout = new KnownRegionShape(
                rows, columns, pitch, known.Top, known.Left, known.Top + known.Rows, known.Left + known.Columns, 1f);

            scalars.Update(left, left, layout, planes, ConjugateGradientKernels.TurnShare);
            Compare(device, scalars, [aa, 0, 0]);
            scalars.Update(left, right, layout, planes, ConjugateGradientKernels.StepLength);
            Compare(device, scalars, [aa, aa / ab, 0]);
            scalars.Update(right, right, layout, planes, ConjugateGradientKernels.TurnShare);
            Compare(device, scalars, [bb, aa / ab, bb / aa]);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Update_WithZeros_NeverDividesByThem(string selector)
    {
        var device = TestDevices.Require(selector);
        using var zeros = device.AllocateFloats(2 * 9 * 20);
        zeros.MemSetToZero();
        using var scalars = new ConjugateGradientScalars(device);
        var (planes, layout) = (Parts(zeros), new KnownRegionShape(9, 18, 20, 0, 0, 0, 0, 1f));
        foreach (int scalar in new[] { ConjugateGradientKernels.TurnShare, ConjugateGradientKernels.StepLength, ConjugateGradientKernels.TurnShare })
        {
            scalars.Update(planes, planes, layout, 1, scalar);
        }

        Compare(device, scalars, [0, 0, 0]);
    }

    private static void Compare(ComputeDevice device, ConjugateGradientScalars scalars, double[] expected)
    {
        device.Synchronize();
        float[] found = scalars.View.GetAsArray();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(found[i] - expected[i]) <= 1e-4 * Math.Abs(expected[i]), $"scalar {i} is {found[i]}, not {expected[i]}");
        }
    }

    private static double Inner(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Where(product => !double.IsNaN(product)).Sum();

    private static ComplexView Parts(MemoryBuffer1D<float, Stride1D.Dense> vector)
    {
        ArrayView<float> all = vector.View;
        return new(all.SubView(0, all.Length / 2), all.SubView(all.Length / 2, all.Length / 2));
    }
}
