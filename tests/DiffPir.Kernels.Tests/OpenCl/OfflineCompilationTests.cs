using System.Reflection;
using DiffPir.Testing;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.OpenCl;

/// <summary>
/// The OpenCL text of every kernel compiles for GPUs of AMD, and to the SPIR-V that Intel's drivers take. It takes some minutes:
/// scripts/check-opencl.sh asks for it.
/// </summary>
public sealed class OfflineCompilationTests
{
    private const string Variable = "DIFFPIR_CHECK_OPENCL";

    // AMD's GPUs have 64 KiB for a group.
    private const int LocalBytes = 64 * 1024;

    private const uint SpirvMagic = 0x07230203;

    [Theory]
    [InlineData("gfx90a")]
    [InlineData("gfx1100")]
    public void Kernels_CompiledForAmd_FitItsGpus(string gpu)
    {
        Assert.SkipUnless(OfflineCompiler.HasAmd, "this machine has no clang with the target amdgcn (Debian: clang-18)");
        RequireAsked();

        Assert.Empty(Complaints(source =>
        {
            var (resources, messages) = OfflineCompiler.ToAmd(source, gpu);
            return resources is null ? messages
                : resources.LocalBytes > LocalBytes ? $"{resources.LocalBytes} bytes of local memory"
                : resources.LargestGroup < GroupLimits.OpenClWorkItems ? $"groups of at most {resources.LargestGroup}"
                : null;
        }));
    }

    [Fact]
    public void Kernels_CompiledToSpirv_AreModules()
    {
        Assert.SkipUnless(OfflineCompiler.HasSpirv, "this machine has no clang or no llvm-spirv (Debian: clang-18, llvm-spirv-18)");
        RequireAsked();

        Assert.Empty(Complaints(source =>
        {
            var (module, messages) = OfflineCompiler.ToSpirv(source);
            return module.Length > sizeof(uint) && BitConverter.ToUInt32(module) == SpirvMagic ? null : messages;
        }));
    }

    private static void RequireAsked() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) == "1", $"takes minutes; scripts/check-opencl.sh, or {Variable}=1, asks for it");

    /// <summary>What a check says of each kernel, those aside of which it says nothing.</summary>
    private static List<string> Complaints(Func<string, string?> check)
    {
        var kernels = EveryKernel.NamesForOpenCl.Select(name => (Name: name, Source: Source(EveryKernel.ByName[name]))).ToList();
        Assert.NotEmpty(kernels);
        return [.. kernels.AsParallel().Select(kernel => (kernel.Name, Complaint: check(kernel.Source)))
            .Where(kernel => kernel.Complaint is not null).Select(kernel => $"{kernel.Name}: {kernel.Complaint}")];
    }

    private static string Source(MethodInfo kernel)
    {
        var compiled = TestDevices.Require("opencl").Accelerator.GetBackend().Compile(
            EntryPointDescription.FromExplicitlyGroupedKernel(kernel), KernelSpecialization.Empty);
        return KernelLoader.Canonical(((CLCompiledKernel)compiled).Source);
    }
}
