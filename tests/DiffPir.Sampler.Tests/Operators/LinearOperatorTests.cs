using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Operators;

public sealed class LinearOperatorTests
{
    public static TheoryData<string> Names => OperatorCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Adjoint_IsTheTransposeOfApply(string name)
    {
        var (linear, _) = OperatorCases.Create(TestDevices.Require("opencl"), name);
        using (linear)
        {
            float[] x = Normal(linear.Domain, 1), y = Normal(linear.Range, 2);
            double forward = Dot(Run(linear, x, linear.Range, linear.Apply), y), backward = Dot(x, Run(linear, y, linear.Domain, linear.Adjoint));
            Assert.Equal(forward, backward, 1e-4 * Math.Sqrt(linear.Range.Elements));
        }
    }

    /// <summary>What degrades pictures on the host is what the operator undoes: no edge, origin or block lies elsewhere.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_ToAPicture_IsItsDegradation(string name)
    {
        var degradation = OperatorCases.Degradation(name);
        var (linear, margins) = OperatorCases.Create(TestDevices.Require("opencl"), name);
        using (linear)
        {
            var clean = TestImages.Noise(3, 12, 18, 3);
            var framed = Framed(clean, degradation.Scale, margins);
            float[] expected = Placed(degradation.Degrade(clean, 0, 0), linear.Range), x = Placed(framed, linear.Domain);
            float[] actual = Run(linear, x, linear.Range, linear.Apply);
            Assert.True(RelativeError.MaxAbsolute(actual, expected) < 2e-6, $"{RelativeError.MaxAbsolute(actual, expected):g3}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Observe_IsTheMeasurementOfPicturesOnBothSidesOfZero(string name)
    {
        var degradation = OperatorCases.Degradation(name);
        var (linear, margins) = OperatorCases.Create(TestDevices.Require("opencl"), name);
        using (linear)
        {
            var clean = TestImages.Noise(3, 12, 18, 3);
            float[] x = [.. Placed(Framed(clean, degradation.Scale, margins), linear.Domain).Select(value => (2 * value) - 1)];
            using var y = linear.Device.Allocate(linear.Range);
            linear.Observe(degradation.Degrade(clean, 0, 0), y);
            Assert.True(RelativeError.MaxAbsolute(y.Download(), Run(linear, x, linear.Range, linear.Apply)) < 4e-6);
        }
    }

    /// <summary>The closed forms and conjugate gradients, against elimination of the dense system.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void DataStep_IsTheLeastSquaresSolution(string name)
    {
        var (linear, _) = OperatorCases.Create(TestDevices.Require("opencl"), name);
        using (linear)
        {
            float[] z = Normal(linear.Domain, 4);

            // A measurement that can occur: 0 where nothing is observed.
            float[] y = Run(linear, Normal(linear.Domain, 5), linear.Range, linear.Apply);
            double[] expected = DenseMatrix.Of(linear).Proximal([.. y.Select(v => (double)v)], [.. z.Select(v => (double)v)], 0.02);
            using var measured = linear.Device.Allocate(linear.Range);
            using var estimate = linear.Device.Allocate(linear.Domain);
            measured.Upload(y);
            estimate.Upload(z);
            using var step = linear.CreateDataStep(measured);
            step.Apply(estimate, 0.02, 1);
            float[] wanted = [.. expected.Select(v => (float)v)];
            double error = RelativeError.MaxAbsolute(estimate.Download(), wanted);

            // Unknown edges are met by a dozen rounds of conjugate gradients, on purpose.
            Assert.True(error < (name.EndsWith("unknown", StringComparison.Ordinal) ? 0.05 : 2e-4), $"{error:g3}");
        }
    }

    /// <summary>Weights s^2 make H H^T of a filter, and 1 / (s^2 + rho) its regularised inverse.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Filter_WithWeightsOfTheSingularValues_ActsAsFunctionsOfTheNormalOperator(string name)
    {
        var (linear, _) = OperatorCases.Create(TestDevices.Require("opencl"), name);
        using (linear)
        {
            bool expected = !name.Contains("unknown", StringComparison.Ordinal) && !name.Contains("-of-", StringComparison.Ordinal)
                && !name.StartsWith("shake-m", StringComparison.Ordinal) && name is not ("reduction-by-kernel-mirrored" or "channels-mirrored");
            Assert.Equal(expected, linear.IsSpectral);
            Assert.Equal(expected, OperatorCases.Degradation(name).IsSpectral);
            Assert.SkipUnless(linear.IsSpectral, "the operator has no spectral form");
            float[] y = Run(linear, Normal(linear.Domain, 6), linear.Range, linear.Apply);
            using var squares = linear.CreateFilter(s => s * s);
            using var inverses = linear.CreateFilter(s => 1 / ((s * s) + 0.1));
            using var tensor = linear.Device.Allocate(linear.Range);
            tensor.Upload(y);
            linear.Filter(tensor, squares);
            float[] normal = Run(linear, Run(linear, y, linear.Domain, linear.Adjoint), linear.Range, linear.Apply);
            Assert.True(RelativeError.MaxAbsolute(tensor.Download(), normal) < 1e-5);
            tensor.Upload([.. normal.Zip(y, (a, b) => a + (0.1f * b))]);
            linear.Filter(tensor, inverses);
            Assert.True(RelativeError.MaxAbsolute(tensor.Download(), y) < 1e-4);
        }
    }

    private static float[] Run(LinearOperator linear, float[] from, TensorShape to, Action<Tensor, Tensor> map)
    {
        using var source = linear.Device.Allocate(to == linear.Range && from.Length == linear.Domain.Elements ? linear.Domain : linear.Range);
        using var target = linear.Device.Allocate(to);
        source.Upload(from);
        map(source, target);
        return target.Download();
    }

    /// <summary>With unknown surroundings, the host sees mirrored ones: so does the operator, if they are put into the margins.</summary>
    private static PlanarImage Framed(PlanarImage clean, int scale, Margins margins) =>
        clean.PadReflect(scale * margins.Top, scale * margins.Left, scale * margins.Bottom, scale * margins.Right);

    private static float[] Normal(TensorShape shape, uint draw) => TestImages.Noise(shape.C, shape.H, shape.W, draw).Data;

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    /// <summary>A picture in the top left part of a tensor.</summary>
    private static float[] Placed(PlanarImage picture, TensorShape shape)
    {
        var placed = new PlanarImage(shape.C, shape.H, shape.W);
        for (int c = 0; c < picture.Channels; c++)
        {
            for (int y = 0; y < picture.Height; y++)
            {
                picture.Row(c, y).CopyTo(placed.Row(c, y));
            }
        }

        return placed.Data;
    }
}
