using System.Reflection;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Testing;
using ILGPU.Runtime;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>An engine that serves for long keeps neither memory nor kernels of what it has done.</summary>
public sealed class EngineOverTimeTests
{
    private const int Steps = 20, Restorations = 50;

    private static readonly Deblurring Blur = new(BlurKernel.Gaussian(5, 1));

    [Fact]
    public void Restore_OfAThousandEvaluations_LeavesMemoryAsItWas()
    {
        var device = TestDevices.Require("opencl");
        using var engine = Engine(device);
        int evaluations = 0;
        for (int i = 0; i < 3; i++)
        {
            Restore(engine, 24, 26);
        }

        var before = Usage.Of(device);
        for (int i = 0; i < Restorations; i++)
        {
            evaluations += Restore(engine, 24, 26);
        }

        var after = Usage.Of(device);
        Assert.Equal(Restorations * Steps, evaluations);
        Assert.Equal(before.DeviceBytes, after.DeviceBytes);
        Assert.True(after.Managed < before.Managed + (1 << 20), $"managed memory: {before.Managed} bytes before, {after.Managed} after");
        Assert.True(after.Resident < before.Resident + (32 << 20), $"resident memory: {before.Resident} bytes before, {after.Resident} after");
    }

    [Fact]
    public void Restore_OfOtherShapes_CompilesNoKernelAgainAndKeepsNoPlans()
    {
        using var device = ComputeDevice.Open(TestDevices.Require("opencl").Description.Selector, precision: Precision.Fp32);
        using var engine = Engine(device);
        Restore(engine, 24, 26, 4);
        int kernels = device.CompiledKernels;
        Restore(engine, 48, 30, 4);
        Assert.True(kernels > 0);
        Assert.Equal(kernels, device.CompiledKernels);

        // Weights are kept in the orders that both shapes read; shapes that come again take nothing more.
        long bytes = Usage.Of(device).DeviceBytes;
        for (int i = 0; i < 3; i++)
        {
            Restore(engine, 24, 26, 4);
            Restore(engine, 48, 30, 4);
        }

        Assert.Equal(kernels, device.CompiledKernels);
        Assert.Equal(bytes, Usage.Of(device).DeviceBytes);
    }

    private static RestorationEngine Engine(ComputeDevice device) => new(device, _ =>
    {
        using var weights = Checkpoint.Open(RepositoryPaths.Model("diffpir-photo-32.safetensors"));
        return UNetDenoiser.Load(device, weights);
    });

    private static int Restore(RestorationEngine engine, int rows, int columns, int steps = Steps)
    {
        var job = new RestorationJob { Degradation = Blur, Noise = 2, Options = DiffPirOptions.Default(Blur, 2) with { Steps = steps } };
        return engine.Restore(job, TestImages.Waves(3, rows, columns)).Evaluations;
    }

    /// <summary>Memory in use, after everything that can be collected has been.</summary>
    private sealed record Usage(long DeviceBytes, long Managed, long Resident)
    {
        private static readonly MethodInfo ForEachChild =
            typeof(Accelerator).GetMethod("ForEachChildObject", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!
                .MakeGenericMethod(typeof(MemoryBuffer));

        public static Usage Of(ComputeDevice device)
        {
            device.Synchronize();
            long managed = GC.GetTotalMemory(forceFullCollection: true), bytes = 0;
            ForEachChild.Invoke(device.Accelerator, [(Action<MemoryBuffer>)(buffer => bytes += buffer.IsDisposed ? 0 : buffer.LengthInBytes)]);
            return new(bytes, managed, Environment.WorkingSet);
        }
    }
}
