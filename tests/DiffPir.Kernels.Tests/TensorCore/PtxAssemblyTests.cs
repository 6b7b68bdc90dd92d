using System.Reflection;
using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Fourier;
using DiffPir.Kernels.Intrinsics;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.TensorCore;

/// <summary>Every kernel assembles for NVIDIA GPUs of three generations, and those meant for GPUs keep their data in registers.</summary>
public sealed class PtxAssemblyTests(PtxReport report) : IClassFixture<PtxReport>
{
    // They keep arrays in private memory on purpose; plans run them on processors only.
    private static readonly string[] ForProcessors =
    [
        nameof(TileConvolutionKernels), nameof(NarrowConvolutionKernels), nameof(WinogradConvolutionKernels), nameof(WinogradGradientKernels),
        $"{nameof(StripFourierKernels)}.{nameof(StripFourierKernels.Transform)}", $"{nameof(StripFourierKernels)}.{nameof(StripFourierKernels.Filter)}",
        $"{nameof(AttentionKernels)}.{nameof(AttentionKernels.OneQuery)}",
        $"{nameof(AttentionGradientKernels)}.{nameof(AttentionGradientKernels.Queries)}",
        $"{nameof(AttentionGradientKernels)}.{nameof(AttentionGradientKernels.Keys)}",
    ];

    private static readonly string[] Architectures = ["sm_75", "sm_80", "sm_90"];

    [Theory]
    [MemberData(nameof(EveryKernel.Cases), MemberType = typeof(EveryKernel))]
    public void Kernel_OnCudaArchitectures_AssemblesWithoutSpills(string name)
    {
        Assert.SkipUnless(PtxAssembler.IsPresent, "this machine has no ptxas; scripts/check-ptx.sh fetches it");
        var kernel = EveryKernel.ByName[name];
        foreach (string architecture in Architectures.Where(a => int.Parse(a[3..]) >= KernelCompiler.MinimumArchitectureOf(kernel)))
        {
            var (resources, messages) = PtxAssembler.Assemble(KernelCompiler.ToPtx(kernel, architecture[3] - '0', architecture[4] - '0'), architecture);
            Assert.True(resources is not null, $"{architecture}: {messages}");
            report.Add(name, architecture, resources);
            if (!IsForProcessors(kernel))
            {
                Assert.Equal((0, 0), (resources.SpillBytes, resources.StackBytes));
            }

            Assert.Equal(kernel.DeclaringType == typeof(TensorCoreConvolutionKernels), resources.TensorInstructions > 0);
        }
    }

    private static bool IsForProcessors(MethodInfo kernel) =>
        ForProcessors.Contains(kernel.DeclaringType!.Name) || ForProcessors.Contains($"{kernel.DeclaringType.Name}.{kernel.Name}")
        || (kernel.IsGenericMethod && kernel.GetGenericArguments().Any(type => typeof(ITile).IsAssignableFrom(type) || type == typeof(Lanes16)));
}
