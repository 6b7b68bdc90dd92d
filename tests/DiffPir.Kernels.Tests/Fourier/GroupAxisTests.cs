using System.Numerics;
using DiffPir.Kernels.Fourier;
using DiffPir.Testing;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.Fourier;

public sealed class GroupAxisTests
{
    /// <summary>
    /// Two passes to six, every radix first and last, odd and even blocks, strips of two, four and eight columns, and columns that fill none.
    /// </summary>
    private static readonly (int Length, int Columns)[] Sizes =
    [
        (12, 3), (6, 70), (9, 1), (16, 16), (49, 13), (60, 33), (210, 5), (243, 10), (256, 9), (280, 130), (504, 12), (720, 6), (1000, 7),
        (1024, 5), (2048, 3),
    ];

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_OfEveryWidthOfStrips_IsTheDefinitionAndTheSamePassByPass(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (length, columns) in Sizes)
        {
            var radices = StockhamAxis.Radices(length)!;
            using var axis = new GroupAxis(device, length, radices);
            using var passes = new StockhamAxis(device, length, radices);
            var input = HostComplex(2 * length * columns);
            var inPlace = Transformed(device, input, length, columns, planes => axis.Run(planes.Front, planes.Back, 2, columns, planes.Pitch));
            var passByPass = Transformed(device, input, length, columns, planes => passes.Run(planes.Front, planes.Back, 2, columns, planes.Pitch));
            var exchanged = Transformed(device, input, length, columns, planes => Exchanging(
                planes, (values, space, count, width, distance) => axis.RunExchanging(values, space, count, width, distance, default)));

            AssertClose(Definition(input, length, columns), inPlace, $"{length} rows, {columns} columns");
            Assert.Equal(passByPass, inPlace);
            Assert.Equal(inPlace, Transposed(exchanged, columns, length));
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void FilterExchanging_ByWeights_IsTheDefinition(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (length, columns) in Sizes.Where(static size => size.Length < 2048))
        {
            AssertFilter(device, length, columns);
        }
    }

    /// <summary>Work-items of a group that take turns, on ILGPU's CPU accelerator.</summary>
    [Fact]
    public void FilterExchanging_OnAWarpModel_IsTheDefinition()
    {
        using var device = TestDevices.OpenWarpModel(Precision.Fp32);
        AssertFilter(device, 60, 6);
    }

    [Fact]
    public void ProductsOf_ALengthThatLeavesNoRoomForSums_AreNone()
    {
        var device = TestDevices.Require(TestDevices.OpenClAsGpu);
        using var axis = new GroupAxis(device, 2048, StockhamAxis.Radices(2048)!);

        Assert.Equal(0, axis.ProductsOf(2, 5));
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(22, false)]
    [InlineData(2048, true)]
    [InlineData(2160, false)]
    public void Takes_LengthsOfSeveralSmallRadicesThatFit(int length, bool expected) =>
        Assert.Equal(expected, GroupAxis.Takes(length, StockhamAxis.Radices(length)!));

    [Fact]
    public void Create_OnAGpu_TakesOneLaunchWhereItCan()
    {
        var device = TestDevices.Require(TestDevices.OpenClAsGpu);
        using FourierAxis fits = FourierAxis.Create(device, 280, 1, 64), tooLong = FourierAxis.Create(device, 2160, 1, 64);
        using var any = FourierAxis.Create(device, 22, 1, 64);

        Assert.IsType<GroupAxis>(fits);
        Assert.IsType<StockhamAxis>(tooLong);
        Assert.IsType<StockhamAxis>(any);
    }

    private static void AssertFilter(ComputeDevice device, int length, int columns)
    {
        using var axis = new GroupAxis(device, length, StockhamAxis.Radices(length)!);
        int pitch = ComplexPlanes.PitchOf(columns);
        using var weights = device.Allocate(new(1, 1, length, pitch));
        float[] factors = [.. Enumerable.Range(0, length * pitch).Select(i => 0.5f + ((37 * i) % 64 / 64f))];
        weights.Upload(factors);
        var input = HostComplex(2 * length * columns);
        var spectrum = Definition(input, length, columns);
        Complex[] product = [.. spectrum.Select((value, i) => Swapped(value) * factors[(i / columns % length * pitch) + (i % columns)])];
        Complex[] expected = [.. Definition(product, length, columns).Select(Swapped)];
        using var products = device.AllocateFloats(axis.ProductsOf(2, columns));

        var filtered = Transformed(device, input, length, columns, planes => Exchanging(
            planes, (values, space, count, width, distance) => axis.FilterExchanging(values, space, count, width, distance, weights.View, products.View)));

        AssertClose(expected, Transposed(filtered, columns, length), $"{length} rows, {columns} columns");
        double energy = spectrum.Zip(product, static (a, b) => (a.Real * b.Imaginary) + (a.Imaginary * b.Real)).Sum();
        Assert.Equal(1, products.GetAsArray1D().Sum(static part => (double)part) / energy, 1e-5);
    }

    private static bool Exchanging(ComplexPlanes planes, Action<ComplexView, ComplexView, int, int, int> run)
    {
        run(planes.Front, planes.Back, planes.Count, planes.Columns, planes.Pitch);
        planes.ExchangeSides();
        return true;
    }

    /// <summary>What becomes of two planes; the run tells whether the result is in the back.</summary>
    private static Complex[] Transformed(ComputeDevice device, Complex[] input, int rows, int columns, Func<ComplexPlanes, bool> run)
    {
        using var planes = new ComplexPlanes(device, 2, rows, columns);
        ComplexPlanesAccess.Upload(device, planes, input);
        if (run(planes))
        {
            planes.Flip();
        }

        return ComplexPlanesAccess.Download(device, planes);
    }

    private static Complex Swapped(Complex value) => new(value.Imaginary, value.Real);

    /// <summary>Planes of columns x rows, from planes of rows x columns.</summary>
    private static Complex[] Transposed(Complex[] planes, int rows, int columns) =>
    [
        .. Enumerable.Range(0, planes.Length).Select(i =>
            planes[(i / (rows * columns) * rows * columns) + (i % rows * columns) + (i % (rows * columns) / rows)]),
    ];

    private static Complex[] HostComplex(int count)
    {
        float[] values = HostNoise.Of(2 * count, 5);
        return [.. Enumerable.Range(0, count).Select(i => new Complex(values[2 * i], values[(2 * i) + 1]))];
    }

    /// <summary>The transform along the rows of planes, in double.</summary>
    private static Complex[] Definition(Complex[] planes, int rows, int columns)
    {
        Complex[] roots = [.. Enumerable.Range(0, rows).Select(k => Complex.FromPolarCoordinates(1, -2 * Math.PI * k / rows))];
        var result = new Complex[planes.Length];
        for (int i = 0; i < planes.Length; i++)
        {
            int u = i / columns % rows, first = (i / (rows * columns) * rows * columns) + (i % columns);
            for (int y = 0; y < rows; y++)
            {
                result[i] += planes[first + (y * columns)] * roots[(int)((long)u * y % rows)];
            }
        }

        return result;
    }

    private static void AssertClose(Complex[] expected, Complex[] actual, string what)
    {
        double error = expected.Zip(actual, static (a, b) => Math.Pow((a - b).Magnitude, 2)).Sum(), norm = expected.Sum(static a => Math.Pow(a.Magnitude, 2));
        double relative = Math.Sqrt(error / norm);
        Assert.True(relative < 1e-6, $"{what}: relative error {relative:g3}");
    }
}
