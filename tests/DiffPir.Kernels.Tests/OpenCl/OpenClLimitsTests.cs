using System.Globalization;
using System.Text.RegularExpressions;
using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Solvers;
using DiffPir.Testing;
using ILGPU;

namespace DiffPir.Kernels.Tests.OpenCl;

/// <summary>Kernels stay within what every OpenCL GPU offers, or are left out where a device has less than they take.</summary>
public sealed partial class OpenClLimitsTests
{
    // Of NVIDIA's OpenCL; AMD's and Intel's GPUs have 64 KiB.
    private const int MostLocalBytes = 48 * 1024;

    private static readonly GroupLimits Least = new(GroupLimits.OpenClWorkItems, GroupLimits.OpenClLocalBytes);

    private static readonly string[] LeftOut = [nameof(GroupAttentionGradientKernels)];

    [Theory]
    [MemberData(nameof(EveryKernel.CasesForOpenCl), MemberType = typeof(EveryKernel))]
    public void Kernel_ForOpenCl_TakesLocalMemoryThatEveryDeviceHasUnlessItIsLeftOut(string name)
    {
        var kernel = EveryKernel.ByName[name];
        int bytes = SharedArray().Matches(KernelCompiler.ToPtx(kernel, 7, 5))
            .Sum(array => int.Parse(array.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

        bool isLeftOut = LeftOut.Contains(kernel.DeclaringType!.Name);
        int most = isLeftOut ? GroupAttentionGradientKernels.LocalBytes : GroupLimits.OpenClLocalBytes;
        Assert.InRange(bytes, isLeftOut ? GroupLimits.OpenClLocalBytes : 0, most);
        Assert.InRange(bytes, 0, MostLocalBytes);
    }

    /// <summary>Every launch of every test on an OpenCL device goes through this check.</summary>
    [Fact]
    public void Launch_OfAGroupThatSomeGpusRefuse_IsAnError()
    {
        var device = TestDevices.Require(TestDevices.OpenClAsGpu);
        using var values = device.AllocateFloats(1024);
        var launch = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>>(VectorSolverKernels.Turn);
        launch(new KernelConfig(4, GroupLimits.OpenClWorkItems), values.View, values.View, values.View);

        var error = Assert.Throws<InvalidOperationException>(
            () => launch(new KernelConfig(2, 2 * GroupLimits.OpenClWorkItems), values.View, values.View, values.View));

        Assert.Contains($"{2 * GroupLimits.OpenClWorkItems}", error.Message, StringComparison.Ordinal);
        device.Synchronize();
    }

    [Theory]
    [InlineData(128, 65536, "128 work-items")]
    [InlineData(256, 16384, "16384 bytes")]
    public void Shortage_OfADeviceOfSmallerGroups_TellsWhatItHasAndWhatIsNeeded(int workItems, int localBytes, string found)
    {
        string? shortage = new GroupLimits(workItems, localBytes).OpenClShortage;

        Assert.Contains(found, shortage, StringComparison.Ordinal);
        Assert.Contains("needs 256 and 32768", shortage, StringComparison.Ordinal);
        Assert.Null(Least.OpenClShortage);
    }

    [Fact]
    public void AttentionGradient_OfADeviceOfLittleLocalMemory_LeavesOutGroups()
    {
        TestDevices.Require(TestDevices.OpenClAsGpu);
        using var small = StagedDevices.OpenAsGpu("opencl", limits: Least);
        using var large = StagedDevices.OpenAsGpu("opencl", limits: Least with { LocalBytes = GroupAttentionGradientKernels.LocalBytes });
        var shape = new TensorShape(2, 3 * 48, 5, 13);
        var output = shape with { C = 48 };
        float[] qkv = OperationRunner.Values(shape.Elements, 4), vector = OperationRunner.Values(output.Elements, 5);
        var graph = OperationRunner.GraphOf(shape.C, new AttentionNode("y", "x", 3, AttentionOrder.Legacy));
        (float[] Output, float[] Gradient) Run(ComputeDevice device) =>
            GradientRunner.Run(device, graph, shape, qkv, vector, new Dictionary<string, float[]>());

        Assert.Equal(AttentionCandidate.Group, AttentionLauncher.Choose(small, output, 3));
        Assert.Equal(AttentionCandidate.OneQuery, AttentionGradientLauncher.Choose(small, output, 3));
        Assert.Equal(AttentionCandidate.Group, AttentionGradientLauncher.Choose(large, output, 3));
        float[] expected = [.. Reference.Attention(qkv, shape, 3, AttentionOrder.Legacy).Select(value => (float)value)];
        var (fromSmall, fromLarge) = (Run(small), Run(large));
        Assert.InRange(RelativeError.L2(fromSmall.Output, expected), 0, 3e-6);
        Assert.InRange(RelativeError.L2(fromSmall.Gradient, fromLarge.Gradient), 0, 3e-6);
    }

    [GeneratedRegex(@"\.shared\s[^;\[]*\[(\d+)\]")]
    private static partial Regex SharedArray();
}
