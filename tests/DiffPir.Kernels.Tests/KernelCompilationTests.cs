using System.Reflection;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests;

/// <summary>Every kernel compiles for NVIDIA GPUs without a driver, and for OpenCL.</summary>
public sealed class KernelCompilationTests
{
    private static readonly Dictionary<string, MethodInfo> Kernels =
        KernelCompiler.KernelsOf(typeof(ComputeDevice).Assembly).ToDictionary(KernelCompiler.NameOf);

    public static TheoryData<string> Names => [.. Kernels.Keys.Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernel_OnCudaArchitectures_CompilesToPtxWithoutUnresolvedCalls(string name)
    {
        foreach (var (major, minor) in new[] { (7, 5), (8, 0), (9, 0) })
        {
            string ptx = KernelCompiler.ToPtx(Kernels[name], major, minor);
            Assert.Contains(".entry", ptx, StringComparison.Ordinal);
            Assert.DoesNotContain(".extern .func", ptx, StringComparison.Ordinal);
        }
    }
}
