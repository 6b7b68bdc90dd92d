using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Tests.TensorCore;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests;

/// <summary>Every kernel compiles for NVIDIA GPUs without a driver, and for the OpenCL device that is there.</summary>
public sealed class KernelCompilationTests
{
    [Theory]
    [MemberData(nameof(EveryKernel.Cases), MemberType = typeof(EveryKernel))]
    public void Kernel_OnCudaArchitectures_CompilesToPtxWithoutUnresolvedCalls(string name)
    {
        foreach (var (major, minor) in new[] { (7, 5), (8, 0), (9, 0) })
        {
            string ptx = KernelCompiler.ToPtx(EveryKernel.ByName[name], major, minor);
            Assert.Contains(".entry", ptx, StringComparison.Ordinal);
            Assert.DoesNotContain(".extern .func", ptx, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(EveryKernel.Cases), MemberType = typeof(EveryKernel))]
    public void Kernel_OnCuda_MarksNoDivergentBranchAsUniform(string name)
    {
        var program = new PtxProgram(KernelCompiler.ToPtx(EveryKernel.ByName[name], 9, 0));

        Assert.Empty(program.UniformBranchesThatDiverge());
    }

    // ILGPU moves arithmetic to its uses, so that divisions before the loop over channels were once computed in each of its steps.
    [Theory]
    [InlineData(typeof(GroupConvolutionKernels), "ld.shared")]
    [InlineData(typeof(TensorCoreConvolutionKernels), "mma.sync")]
    public void ConvolutionKernels_OnCuda_DivideOutsideOfTheLoopOverChannels(Type kernels, string inLoop)
    {
        var convolutions = EveryKernel.ByName.Values.Where(kernel => kernel.DeclaringType == kernels).ToList();

        Assert.NotEmpty(convolutions);
        Assert.All(convolutions, kernel => Assert.Empty(new PtxProgram(KernelCompiler.ToPtx(kernel, 9, 0)).DivisionsInLoopAround(inLoop)));
    }

    [Theory]
    [MemberData(nameof(EveryKernel.CasesForOpenCl), MemberType = typeof(EveryKernel))]
    public void Kernel_OnOpenCl_BuildsWithTheDeclaredFunctionsAlone(string name)
    {
        using var loader = new KernelLoader(TestDevices.Require("opencl").Accelerator, emptied: false);

        loader.Load<Action>(EveryKernel.ByName[name], finished => () => finished());
        loader.Finish();

        Assert.Equal(0, loader.BuildsWithHeader);
    }
}
