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

    private static readonly string[] LeftOut = [nameof(GroupAttentionKernels), nameof(GroupAttentionGradientKernels)];

    [Theory]
    [MemberData(nameof(EveryKernel.CasesForOpenCl), MemberType = typeof(EveryKernel))]
    public void Kernel_ForOpenCl_TakesLocalMemoryThatEveryDeviceHasUnlessItIsLeftOut(string name)
    {
        var kernel = EveryKernel.ByName[name];
        int bytes = SharedArray().Matches(KernelCompiler.ToPtx(kernel, 7, 5))
            .Sum(array => int.Parse(array.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

        bool isLeftOut = LeftOut.Contains(kernel.DeclaringType!.Name);
        Assert.InRange(bytes, isLeftOut ? GroupLimits.OpenClLocalBytes : 0, isLeftOut ? GroupAttentionKernels.LocalBytes : GroupLimits.OpenClLocalBytes);
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
    public void Attention_OfADeviceOfLittleLocalMemory_LeavesOutGroups()
    {
        TestDevices.Require(TestDevices.OpenClAsGpu);
        using var small = StagedDevices.OpenAsGpu("opencl", limits: Least);
        using var large = StagedDevices.OpenAsGpu("opencl", limits: Least with { LocalBytes = GroupAttentionKernels.LocalBytes });
        var shape = new TensorShape(2, 3 * 48, 5, 13);
        float[] qkv = OperationRunner.Values(shape.Elements, 4);
        var node = new AttentionNode("y", "x", 3, AttentionOrder.Legacy);
        float[] Run(ComputeDevice device) =>
            OperationRunner.Run(device, OperationRunner.GraphOf(shape.C, node), shape, qkv, new Dictionary<string, float[]>());

        Assert.Equal(AttentionCandidate.OneQuery, AttentionLauncher.Choose(small, shape with { C = 48 }, 3));
        Assert.Equal(AttentionCandidate.Group, AttentionLauncher.Choose(large, shape with { C = 48 }, 3));
        float[] expected = [.. Reference.Attention(qkv, shape, 3, AttentionOrder.Legacy).Select(value => (float)value)];
        Assert.InRange(RelativeError.L2(Run(small), expected), 0, 3e-6);
        Assert.InRange(RelativeError.L2(Run(large), expected), 0, 3e-6);
    }

    [GeneratedRegex(@"\.shared\s[^;\[]*\[(\d+)\]")]
    private static partial Regex SharedArray();
}
