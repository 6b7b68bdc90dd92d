using System.Numerics;
using DiffPir.Kernels.Fourier;
using DiffPir.Kernels.RandomNumbers;
using DiffPir.Network;
using DiffPir.Testing;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.Fourier;

public sealed class FourierTransformTests
{
    /// <summary>Every radix, products of them, primes for Bluestein's method, lines and single points.</summary>
    private static readonly (int Rows, int Columns)[] Sizes =
        [(1, 1), (1, 8), (9, 1), (2, 3), (5, 7), (11, 13), (16, 16), (24, 40), (17, 6), (37, 61), (32, 34)];

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Forward_OfRandomPlanes_IsTheDefinition(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (rows, columns) in Sizes)
        {
            using var transform = new FourierTransform(device, 2, rows, columns);
            using var planes = new ComplexPlanes(device, 2, rows, columns);
            var input = Random(2 * rows * columns);
            ComplexPlanesAccess.Upload(device, planes, input);
            transform.Forward(planes);
            Assert.Equal((columns, rows), (planes.Rows, planes.Columns));
            var actual = ComplexPlanesAccess.Download(device, planes);
            for (int plane = 0; plane < 2; plane++)
            {
                var expected = Definition(input.AsSpan(plane * rows * columns, rows * columns), rows, columns);
                AssertClose(expected, actual.AsSpan(plane * rows * columns, rows * columns), $"{rows}x{columns}, plane {plane}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Inverse_OfForward_IsTheIdentityTimesTheSize(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (rows, columns) in Sizes)
        {
            using var transform = new FourierTransform(device, 1, rows, columns);
            using var planes = new ComplexPlanes(device, 1, rows, columns);
            var input = Random(rows * columns);
            ComplexPlanesAccess.Upload(device, planes, input);
            transform.Forward(planes);
            transform.Inverse(planes);
            Assert.Equal((rows, columns), (planes.Rows, planes.Columns));
            var actual = ComplexPlanesAccess.Download(device, planes);
            AssertClose([.. input.Select(value => value * (rows * columns))], actual, $"{rows}x{columns}");
        }
    }

    /// <summary>Columns beyond a strip of sixteen, lengths of an odd number of passes and of none, and weights that differ everywhere.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Filter_ByWeights_IsTheWayThereTheProductAndTheWayBack(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (rows, columns) in Sizes)
        {
            using var transform = new FourierTransform(device, 2, rows, columns);
            using var planes = new ComplexPlanes(device, 2, rows, columns);
            var input = Random(2 * rows * columns);
            int pitch = ComplexPlanes.PitchOf(rows);
            using var weights = device.Allocate(new(1, 1, columns, pitch));
            float[] factors = [.. Enumerable.Range(0, columns * pitch).Select(i => 0.5f + ((37 * i) % 64 / 64f))];
            weights.Upload(factors);
            ComplexPlanesAccess.Upload(device, planes, input);
            transform.Forward(planes);
            var spectrum = ComplexPlanesAccess.Download(device, planes);
            Complex[] product = [.. spectrum.Select((value, i) => value * factors[(i / rows % columns * pitch) + (i % rows)])];
            ComplexPlanesAccess.Upload(device, planes, product);
            transform.Inverse(planes);
            var expected = ComplexPlanesAccess.Download(device, planes);
            ComplexPlanesAccess.Upload(device, planes, input);

            using var products = device.AllocateFloats(transform.ProductsOf(2));
            transform.Filter(planes, weights.View, products.View);

            Assert.Equal((rows, columns), (planes.Rows, planes.Columns));
            var actual = ComplexPlanesAccess.Download(device, planes);
            AssertClose(expected, actual, $"{rows}x{columns}");
            if (transform.ProductsOf(2) > 0)
            {
                double inner = input.Zip(actual, static (a, b) => (a.Real * b.Real) + (a.Imaginary * b.Imaginary)).Sum();
                Assert.Equal(1, products.GetAsArray1D().Sum(static part => (double)part) / inner, 1e-5);
            }
        }
    }

    /// <summary>Rectangles that share vectors of sixteen columns at both ends, at none, and in one vector at both.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Filter_OfPlanesWithAnInnerRectangle_IsThatOfZerosInIt(string selector)
    {
        var device = TestDevices.Require(selector);
        const int Rows = 24, Columns = 80;
        foreach (var inner in new PlaneRectangle[] { new(3, 5, 20, 70), new(0, 16, 24, 48), new(5, 18, 9, 30), new(1, 0, 2, 80) })
        {
            using var transform = new FourierTransform(device, 2, Rows, Columns);
            using var planes = new ComplexPlanes(device, 2, Rows, Columns);
            using var weights = device.Allocate(new(1, 1, Columns, ComplexPlanes.PitchOf(Rows)));
            weights.Upload([.. Enumerable.Range(0, (int)weights.Shape.Elements).Select(static i => 0.5f + ((37 * i) % 64 / 64f))]);
            using var products = device.AllocateFloats(transform.ProductsOf(2));
            Complex[] input = Random(2 * Rows * Columns), zeroed = [.. input.Select((value, i) => IsInner(i) ? 0 : value)];
            ComplexPlanesAccess.Upload(device, planes, zeroed);
            transform.Filter(planes, weights.View, products.View);
            var expected = Outside(ComplexPlanesAccess.Download(device, planes));

            // Whole vectors inside may hold anything where they are skipped; others must be 0.
            ComplexPlanesAccess.Upload(device, planes, [.. input.Select((value, i) => IsInner(i) && !IsSkipped(i) ? 0 : value)]);
            transform.Filter(planes, weights.View, products.View, inner);

            AssertClose(expected, Outside(ComplexPlanesAccess.Download(device, planes)), $"{inner}");

            Complex[] Outside(Complex[] values) => [.. values.Where((_, i) => !IsInner(i))];
            bool IsInner(int i) => Contains(i, 1);
            bool IsSkipped(int i) => transform.SkipsInner && Contains(i, StripFourierKernels.Width);
            bool Contains(int i, int width)
            {
                int row = i / Columns % Rows, first = i % Columns / width * width;
                return row >= inner.Top && row < inner.Bottom && first >= inner.Left && first + width <= inner.Right;
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Forward_OfLargePlanes_KeepsTheEnergyAndFindsAWave(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (rows, columns) in new[] { (256, 256), (480, 544), (257, 1024) })
        {
            using var transform = new FourierTransform(device, 1, rows, columns);
            using var planes = new ComplexPlanes(device, 1, rows, columns);
            var wave = new Complex[rows * columns];
            for (int i = 0; i < wave.Length; i++)
            {
                wave[i] = Complex.FromPolarCoordinates(1, 2 * Math.PI * ((5.0 * (i / columns) / rows) + (7.0 * (i % columns) / columns)));
            }

            ComplexPlanesAccess.Upload(device, planes, wave);
            transform.Forward(planes);
            var spectrum = ComplexPlanesAccess.Download(device, planes);
            var peak = spectrum[(7 * rows) + 5];
            Assert.Equal(wave.Length, peak.Real, 2e-6 * wave.Length);
            double rest = Math.Sqrt(spectrum.Where((_, i) => i != (7 * rows) + 5).Sum(value => value.Magnitude * value.Magnitude) / wave.Length);
            Assert.True(rest < 2e-6 * Math.Sqrt(wave.Length), $"{rows}x{columns}: {rest} leaks from the wave");
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Forward_OfRecordedPictures_IsTheRecordedSpectrum(string selector)
    {
        var device = TestDevices.Require(selector);
        using var file = Checkpoint.Open(RepositoryPaths.Fixture("ops.safetensors"));
        foreach (string name in new[] { "fft_16x16", "fft_24x40", "fft_37x61" })
        {
            var shape = file.Find(name + ".x").Shape;
            int rows = (int)shape[^2], columns = (int)shape[^1], count = (int)file.Find(name + ".x").ElementCount / (rows * columns);
            using var transform = new FourierTransform(device, count, rows, columns);
            using var planes = new ComplexPlanes(device, count, rows, columns);
            ComplexPlanesAccess.Upload(device, planes, [.. file.Read(name + ".x").Select(value => new Complex(value, 0))]);
            transform.Forward(planes);
            var spectrum = ComplexPlanesAccess.Download(device, planes);
            float[] real = file.Read(name + ".re"), imaginary = file.Read(name + ".im");
            var expected = Enumerable.Range(0, spectrum.Length).Select(i =>
            {
                int plane = i / (rows * columns), v = i % (rows * columns) / rows, u = i % rows;
                int stored = (((plane * rows) + u) * columns) + v;
                return new Complex(real[stored], imaginary[stored]);
            });
            AssertClose([.. expected], spectrum, name);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(480)]
    [InlineData(13 * 11 * 7)]
    public void Radices_OfASmoothLength_MultiplyToIt(int length) =>
        Assert.Equal(length, StockhamAxis.Radices(length)!.Aggregate(1, (product, radix) => product * radix));

    [Theory]
    [InlineData(17)]
    [InlineData(2 * 37)]
    public void Radices_OfALengthWithALargePrime_AreNone(int length) => Assert.Null(StockhamAxis.Radices(length));

    private static Complex[] Random(int count)
    {
        float[] values = new float[2 * count];
        NoiseOperations.Fill(values, new NoiseKey(11, 0, 0, (uint)count));
        return [.. Enumerable.Range(0, count).Select(i => new Complex(values[2 * i], values[(2 * i) + 1]))];
    }

    /// <summary>The spectrum with sides exchanged, by the definition in double.</summary>
    private static Complex[] Definition(ReadOnlySpan<Complex> plane, int rows, int columns)
    {
        var half = new Complex[rows * columns];
        for (int y = 0; y < rows; y++)
        {
            for (int v = 0; v < columns; v++)
            {
                for (int x = 0; x < columns; x++)
                {
                    half[(y * columns) + v] += plane[(y * columns) + x] * Complex.FromPolarCoordinates(1, -2 * Math.PI * v * x / columns);
                }
            }
        }

        var result = new Complex[rows * columns];
        for (int v = 0; v < columns; v++)
        {
            for (int u = 0; u < rows; u++)
            {
                for (int y = 0; y < rows; y++)
                {
                    result[(v * rows) + u] += half[(y * columns) + v] * Complex.FromPolarCoordinates(1, -2 * Math.PI * u * y / rows);
                }
            }
        }

        return result;
    }

    private static void AssertClose(ReadOnlySpan<Complex> expected, ReadOnlySpan<Complex> actual, string what)
    {
        double error = 0, norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            error += Math.Pow((expected[i] - actual[i]).Magnitude, 2);
            norm += Math.Pow(expected[i].Magnitude, 2);
        }

        double relative = Math.Sqrt(error / norm);
        Assert.True(relative < 1e-6, $"{what}: relative error {relative:g3}");
    }
}
