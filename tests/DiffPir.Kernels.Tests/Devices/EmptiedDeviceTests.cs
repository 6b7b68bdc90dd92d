using System.Reflection;
using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Devices;

public sealed class EmptiedDeviceTests
{
    private static readonly Graph Network = OperationRunner.GraphOf(
        16,
        new ConvolutionNode("c", "x", "c.w", "c.b", 32, 3),
        new GroupNormNode("n", "c", "gamma", "beta", 8, 1e-5f),
        new ConvolutionNode("qkv", "n", "qkv.w", "qkv.b", 96, 1),
        new AttentionNode("t", "qkv", 2, AttentionOrder.Legacy),
        new ResampleNode("y", "t", Resampling.NearestUp2));

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Run_OnAnEmptiedDevice_LaunchesTheSameAndWritesNothing(string selector)
    {
        var device = TestDevices.Require(selector);
        using var emptied = StagedDevices.OpenEmptied(device);
        (string[] launched, float[] output) = Run(device);
        (string[] emptyLaunched, float[] emptyOutput) = Run(emptied);

        Assert.Equal(launched, emptyLaunched);
        Assert.DoesNotContain(7f, output);
        Assert.All(emptyOutput, value => Assert.Equal(7f, value));
    }

    [Fact]
    public void Like_OfEveryKernel_HasItsParameters()
    {
        Assert.NotEmpty(EveryKernel.ByName);
        Assert.All(EveryKernel.ByName.Values, kernel => Assert.Equal(Parameters(kernel), Parameters(EmptyKernels.Like(kernel))));
    }

    private static (string[] Steps, float[] Output) Run(ComputeDevice device)
    {
        using var weights = new WeightStore(device, Read);
        using var plan = new Plan(device, Network, new(1, 16, 8, 12), weights);
        using var x = device.Allocate(plan.InputShape);
        using var y = device.Allocate(plan.OutputShape);
        x.Upload(OperationRunner.Values(x.Shape.Elements, 1));
        float[] sevens = new float[y.Shape.Elements];
        Array.Fill(sevens, 7);
        y.Upload(sevens);
        plan.Run(x, y);
        return ([.. plan.Describe()], y.Download());
    }

    private static float[] Read(string name) => OperationRunner.Values(
        name switch
        {
            "c.w" => 32 * 16 * 9,
            "qkv.w" => 96 * 32,
            "qkv.b" => 96,
            _ => 32,
        },
        name.Length);

    private static IEnumerable<Type> Parameters(MethodInfo kernel) => kernel.GetParameters().Select(parameter => parameter.ParameterType);
}
