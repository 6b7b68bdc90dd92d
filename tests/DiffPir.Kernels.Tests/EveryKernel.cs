using System.Reflection;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests;

/// <summary>The kernels of this library, every instance by its name.</summary>
public static class EveryKernel
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, MethodInfo> ByName { get; } =
        KernelCompiler.KernelsOf(typeof(ComputeDevice).Assembly).ToDictionary(KernelCompiler.NameOf);

    /// <summary>Names of those that OpenCL has: tensor cores are CUDA's alone.</summary>
    public static IReadOnlyList<string> NamesForOpenCl { get; } =
        [.. ByName.Where(kernel => KernelCompiler.MinimumArchitectureOf(kernel.Value) == 0).Select(kernel => kernel.Key).Order()];

    /// <summary>A test for each.</summary>
    public static TheoryData<string> Cases => [.. ByName.Keys.Order()];

    /// <summary>A test for each that OpenCL has.</summary>
    public static TheoryData<string> CasesForOpenCl => [.. NamesForOpenCl];
}
