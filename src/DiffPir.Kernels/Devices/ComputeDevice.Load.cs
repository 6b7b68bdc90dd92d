using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>Typed access to kernels: each overload compiles the method once for this device and enqueues on its stream.</summary>
public sealed partial class ComputeDevice
{
    /// <summary>Kernels asked for so far.</summary>
    internal int CompiledKernels => _loader.Count;

    /// <summary>A one-dimensional launch of at least <paramref name="items"/> work-items; the kernel guards the tail itself.</summary>
    internal KernelConfig Elementwise(long items)
    {
        int group = ElementwiseGroupSize;
        return new(checked((int)((items + group - 1) / group)), group);
    }

    /// <summary>A launch of groups of one work-item.</summary>
    internal static KernelConfig Single(int x, int y = 1, int z = 1) => new(new Index3D(x, y, z), new Index3D(1, 1, 1));

    /// <summary>Waits until the driver has compiled all kernels that were loaded; their failures appear here.</summary>
    /// <exception cref="DeviceException">A kernel does not compile for this device.</exception>
    internal void FinishLoading() => _loader.Finish();

    /// <summary>Loads a kernel of 1 argument.</summary>
    internal Action<KernelConfig, T1> Load<T1>(Action<T1> kernel)
        where T1 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1>? launch = null;
            return (config, a1) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1>>())(stream, Admit(config), a1);
        });
    }

    /// <summary>Loads a kernel of 2 arguments.</summary>
    internal Action<KernelConfig, T1, T2> Load<T1, T2>(Action<T1, T2> kernel)
        where T1 : struct
        where T2 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1, T2>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1, T2>? launch = null;
            return (config, a1, a2) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1, T2>>())(stream, Admit(config), a1, a2);
        });
    }

    /// <summary>Loads a kernel of 3 arguments.</summary>
    internal Action<KernelConfig, T1, T2, T3> Load<T1, T2, T3>(Action<T1, T2, T3> kernel)
        where T1 : struct
        where T2 : struct
        where T3 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1, T2, T3>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1, T2, T3>? launch = null;
            return (config, a1, a2, a3) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1, T2, T3>>())(stream, Admit(config), a1, a2, a3);
        });
    }

    /// <summary>Loads a kernel of 4 arguments.</summary>
    internal Action<KernelConfig, T1, T2, T3, T4> Load<T1, T2, T3, T4>(Action<T1, T2, T3, T4> kernel)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1, T2, T3, T4>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4>? launch = null;
            return (config, a1, a2, a3, a4) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4>>())(stream, Admit(config), a1, a2, a3, a4);
        });
    }

    /// <summary>Loads a kernel of 5 arguments.</summary>
    internal Action<KernelConfig, T1, T2, T3, T4, T5> Load<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> kernel)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1, T2, T3, T4, T5>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5>? launch = null;
            return (config, a1, a2, a3, a4, a5) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5>>())(
                    stream, Admit(config), a1, a2, a3, a4, a5);
        });
    }

    /// <summary>Loads a kernel of 6 arguments.</summary>
    internal Action<KernelConfig, T1, T2, T3, T4, T5, T6> Load<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> kernel)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1, T2, T3, T4, T5, T6>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6>? launch = null;
            return (config, a1, a2, a3, a4, a5, a6) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6>>())(
                    stream, Admit(config), a1, a2, a3, a4, a5, a6);
        });
    }

    /// <summary>Loads a kernel of 7 arguments.</summary>
    internal Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7> Load<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> kernel)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
        where T7 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7>? launch = null;
            return (config, a1, a2, a3, a4, a5, a6, a7) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7>>())(
                    stream, Admit(config), a1, a2, a3, a4, a5, a6, a7);
        });
    }

    /// <summary>Loads a kernel of 8 arguments.</summary>
    internal Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8> Load<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> kernel)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
        where T7 : struct
        where T8 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8>? launch = null;
            return (config, a1, a2, a3, a4, a5, a6, a7, a8) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8>>())(
                    stream, Admit(config), a1, a2, a3, a4, a5, a6, a7, a8);
        });
    }

    /// <summary>Loads a kernel of 9 arguments.</summary>
    internal Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9> Load<T1, T2, T3, T4, T5, T6, T7, T8, T9>(
        Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> kernel)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
        where T7 : struct
        where T8 : struct
        where T9 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9>? launch = null;
            return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9>>())(
                    stream, Admit(config), a1, a2, a3, a4, a5, a6, a7, a8, a9);
        });
    }

    /// <summary>Loads a kernel of 10 arguments.</summary>
    internal Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> Load<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
        where T5 : struct
        where T6 : struct
        where T7 : struct
        where T8 : struct
        where T9 : struct
        where T10 : struct
    {
        var stream = Stream;
        return _loader.Load<Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>>(kernel.Method, get =>
        {
            Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>? launch = null;
            return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) =>
                (launch ??= get().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>>())(
                    stream, Admit(config), a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
        });
    }

    private KernelConfig Admit(KernelConfig config) => Description.Kind != DeviceKind.OpenCl || config.GroupDim.Size <= GroupLimits.OpenClWorkItems
        ? config
        : throw new InvalidOperationException(
            $"a launch has groups of {config.GroupDim.Size} work-items; not every OpenCL device takes more than {GroupLimits.OpenClWorkItems}");
}
