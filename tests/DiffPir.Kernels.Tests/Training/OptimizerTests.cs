using DiffPir.Kernels.Training;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests;

public sealed class OptimizerTests
{
    private static readonly ParameterLayout Layout = new([("a", 300L), ("b", 7L)]);

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Step_TakesTheOneOfAdamWWithClippedGradients(string selector)
    {
        var device = TestDevices.Require(selector);
        using var optimizer = new Optimizer(device, Layout);
        double[] weights = Values(1), average = new double[weights.Length], first = new double[weights.Length], second = new double[weights.Length];
        optimizer.Weights.Upload(Narrow(weights));
        for (int step = 1; step <= 3; step++)
        {
            double[] gradients = Values(step + 1);
            optimizer.Gradients.Upload(Narrow(gradients));
            double norm = Math.Sqrt(gradients.Sum(g => g * g)), factor = Math.Min(1, 0.5 / norm);
            Assert.True(factor < 1);

            optimizer.Step(step, 1e-2, 1e-1, 0.5, 0.75);

            for (int i = 0; i < weights.Length; i++)
            {
                double g = factor * gradients[i];
                first[i] = (0.9 * first[i]) + (0.1 * g);
                second[i] = (0.999 * second[i]) + (0.001 * g * g);
                double m = first[i] / (1 - Math.Pow(0.9, step)), v = second[i] / (1 - Math.Pow(0.999, step));
                weights[i] -= 1e-2 * ((1e-1 * weights[i]) + (m / (Math.Sqrt(v) + 1e-8)));
                average[i] = (0.75 * average[i]) + (0.25 * weights[i]);
            }
        }

        AssertNear(weights, optimizer.Weights.Download());
        AssertNear(average, optimizer.Average.Download());
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Step_WithGradientsThatAreNoNumbers_ChangesNothingAndIsCounted(string selector)
    {
        var device = TestDevices.Require(selector);
        using var optimizer = new Optimizer(device, Layout);
        float[] weights = Narrow(Values(1)), sound = Narrow(Values(2)), unsound = [.. sound];
        unsound[200] = float.NaN;
        optimizer.Weights.Upload(weights);

        optimizer.Gradients.Upload(unsound);
        optimizer.Step(1, 1e-2, 0, 1, 0.9);
        unsound[200] = float.PositiveInfinity;
        optimizer.Gradients.Upload(unsound);
        optimizer.Step(2, 1e-2, 0, 1, 0.9);

        Assert.Equal(weights, optimizer.Weights.Download());
        Assert.All(optimizer.FirstMoment.Download(), static value => Assert.Equal(0, value));
        Assert.Equal(new StepReport(2, 2), optimizer.TakeReport());

        optimizer.Gradients.Upload(sound);
        optimizer.Step(3, 1e-2, 0, 1, 0.9);
        Assert.Equal(new StepReport(0, 0), optimizer.TakeReport());
        Assert.NotEqual(weights, optimizer.Weights.Download());
    }

    [Fact]
    public void Step_InHalfPrecision_TakesTheLosssFactorBack()
    {
        using var device = TestDevices.OpenWarpModel(Precision.Fp16);
        using Optimizer plain = new(TestDevices.Require("cpu"), Layout), scaled = new(device, Layout);
        float[] gradients = Narrow(Values(2));
        plain.Gradients.Upload(gradients);
        scaled.Gradients.Upload([.. gradients.Select(static g => 65536 * g)]);

        plain.Step(1, 1e-2, 0, 0.5, 0.9);
        scaled.Step(1, 1e-2, 0, 0.5, 0.9);

        Assert.Equal([1, 0], plain.LossFactor.Download());
        Assert.Equal([65536, 1], scaled.LossFactor.Download());
        AssertNear([.. plain.Weights.Download().Select(static w => (double)w)], scaled.Weights.Download());
    }

    [Fact]
    public void Step_InHalfPrecision_HalvesTheLosssFactorWhereGradientsAreTooLarge_AndDoublesItAfterManyGoodSteps()
    {
        using var device = TestDevices.OpenWarpModel(Precision.Fp16);
        using var optimizer = new Optimizer(device, new ParameterLayout([("a", 2L)]));
        optimizer.Weights.Upload([1, 2]);
        optimizer.Gradients.Upload([float.PositiveInfinity, 1]);

        optimizer.Step(1, 1e-2, 0, 1, 0.9);

        Assert.Equal([32768, 0], optimizer.LossFactor.Download());
        Assert.Equal([1, 2], optimizer.Weights.Download());
        Assert.Equal(new StepReport(1, 1), optimizer.TakeReport());

        optimizer.Gradients.Upload([1, 1]);
        optimizer.LossFactor.Upload([32768, 1998]);
        optimizer.Step(2, 1e-2, 0, 1, 0.9);
        Assert.Equal([32768, 1999], optimizer.LossFactor.Download());
        optimizer.Step(3, 1e-2, 0, 1, 0.9);
        Assert.Equal([65536, 0], optimizer.LossFactor.Download());
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Step_AfterParts_TakesTheSumOfTheirGradients(string selector)
    {
        var device = TestDevices.Require(selector);
        float[] one = Narrow(Values(2)), two = Narrow(Values(3)), sum = [.. one.Zip(two, static (a, b) => a + b)];
        using Optimizer whole = new(device, Layout), parts = new(device, Layout, takesParts: true);

        for (int step = 1; step <= 2; step++)
        {
            whole.Gradients.Upload(sum);
            whole.Step(step, 1e-2, 0, 1, 0.9);
            parts.Gradients.Upload(one);
            parts.Accumulate(isFirst: true);
            parts.Gradients.Upload(two);
            parts.Accumulate(isFirst: false);
            parts.Step(step, 1e-2, 0, 1, 0.9);
        }

        Assert.Equal(whole.Weights.Download(), parts.Weights.Download());
    }

    private static double[] Values(int seed) => [.. Enumerable.Range(0, 307).Select(i => Math.Sin((seed * 0.37 * i) + seed))];

    private static float[] Narrow(double[] values) => [.. values.Select(static value => (float)value)];

    private static void AssertNear(double[] expected, float[] found)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 2e-6);
        }
    }
}
