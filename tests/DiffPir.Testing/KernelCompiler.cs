using System.Reflection;
using DiffPir.Kernels;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace DiffPir.Testing;

/// <summary>Finds the kernels of an assembly and compiles them without a device. A fresh context each time: a failed compile spoils one.</summary>
public static class KernelCompiler
{
    /// <summary>Every kernel instance that an assembly marks.</summary>
    public static IEnumerable<MethodInfo> KernelsOf(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        from kernel in method.GetCustomAttributes<KernelAttribute>()
        select method.IsGenericMethodDefinition ? method.MakeGenericMethod([.. kernel.TypeArguments]) : method;

    /// <summary>A readable, unique name of a kernel instance.</summary>
    public static string NameOf(MethodInfo kernel) =>
        $"{kernel.DeclaringType!.FullName}.{kernel.Name}" +
        (kernel.IsGenericMethod ? $"<{string.Join(",", kernel.GetGenericArguments().Select(type => type.Name))}>" : string.Empty);

    /// <summary>The oldest CUDA architecture that has the instructions of a kernel instance, 80 for sm_80.</summary>
    public static int MinimumArchitectureOf(MethodInfo kernel) =>
        kernel.GetCustomAttributes<KernelAttribute>()
            .First(mark => mark.TypeArguments.SequenceEqual(kernel.IsGenericMethod ? kernel.GetGenericArguments() : []))
            .MinimumArchitecture;

    /// <summary>The PTX of a kernel for an architecture such as (8, 0), in the version that ILGPU chooses for drivers since CUDA 12.9.</summary>
    public static string ToPtx(MethodInfo kernel, int major, int minor)
    {
        var architecture = new CudaArchitecture(major, minor);
        using var context = Context.Create(ComputeDevice.Configure);
        using var backend = new PTXBackend(
            context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_88, null);
        var compiled = (PTXCompiledKernel)backend.Compile(
            EntryPointDescription.FromExplicitlyGroupedKernel(kernel), KernelSpecialization.Empty);
        return compiled.PTXAssembly;
    }
}
