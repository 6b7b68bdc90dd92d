using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.TensorCore;

public sealed class TensorCorePlanTests
{
    // A residual block with a change of resolution, and attention.
    private static readonly Graph Network = OperationRunner.GraphOf(
        3,
        new ConvolutionNode("c", "x", "c.w", "c.b", 32, 3),
        new GroupNormNode("n", "c", "gamma", "beta", 8, 1e-5f, Activation: Activation.Silu, Resampling: Resampling.MeanDown2),
        new ConvolutionNode("h", "n", "h.w", "h.b", 32, 3),
        new ConvolutionNode("d", "c", "h.w", "h.b", 32, 3, Stride: 2),
        new AddNode("s", "h", "d"),
        new ConvolutionNode("qkv", "s", "qkv.w", "qkv.b", 96, 1),
        new AttentionNode("t", "qkv", 2, AttentionOrder.Legacy),
        new ConvolutionNode("p", "t", "p.w", "p.b", 32, 1),
        new AddNode("y", "p", "s"));

    /// <summary>
    /// A whole plan as CUDA runs it, launch sizes and the selector's choices included, on the CPU accelerator: it differs from single
    /// precision by the rounding of factors and by nothing else.
    /// </summary>
    [Theory]
    [InlineData(Precision.Tf32, 1e-3)]
    [InlineData(Precision.Fp16, 1e-3)]
    [InlineData(Precision.Bf16, 1e-2)]
    public void Plan_OnModelledTensorCores_StaysNearSinglePrecision(Precision precision, double bound)
    {
        var shape = new TensorShape(1, 3, 6, 8);
        float[] x = OperationRunner.Values(shape.Elements, 1);
        using var model = TestDevices.OpenWarpModel(precision);

        Assert.Contains("TensorCore", string.Concat(Describe(model, shape)), StringComparison.Ordinal);
        double error = RelativeError.L2(Run(model, shape, x), Run(TestDevices.Require("cpu"), shape, x));

        Assert.InRange(error, bound / 100, bound);
    }

    private static IEnumerable<string> Describe(ComputeDevice device, TensorShape shape)
    {
        using var weights = new WeightStore(device, Read);
        using var plan = new Plan(device, Network, shape, weights);
        return [.. plan.Describe()];
    }

    private static float[] Run(ComputeDevice device, TensorShape shape, float[] x)
    {
        using var weights = new WeightStore(device, Read);
        using var plan = new Plan(device, Network, shape, weights);
        using var input = device.Allocate(plan.InputShape);
        using var output = device.Allocate(plan.OutputShape);
        input.Upload(x);
        plan.Run(input, output);
        return output.Download();
    }

    private static float[] Read(string name)
    {
        int count = name.EndsWith(".w", StringComparison.Ordinal) ? 96 * 32 * 9 : 96;
        float scale = name.EndsWith(".w", StringComparison.Ordinal) ? 0.1f : 1f;
        return [.. OperationRunner.Values(count, name.Length).Select(v => scale * v)];
    }
}
