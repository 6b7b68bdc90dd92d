using DiffPir.Kernels.Intrinsics;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace DiffPir.Kernels;

/// <summary>
/// One accelerator: its in-order stream, its compiled kernels and its memory. Everything that takes tensors of a device must be called
/// from one thread at a time. Tensors must be disposed before their device.
/// </summary>
public sealed partial class ComputeDevice : IDisposable
{
    private readonly Context _context;
    private readonly KernelLoader _loader;

    /// <summary>Variable of the environment: 0 has the launches of CUDA devices enqueued one by one.</summary>
    internal const string CudaGraphVariable = "DIFFPIR_CUDA_GRAPHS";

    /// <summary>Opens an accelerator; tests and benchmarks come here by <see cref="StagedDevices"/>.</summary>
    /// <param name="description">What plans take the device for.</param>
    /// <param name="threads">Processor threads; 0 for all.</param>
    /// <param name="precision">The number format in which convolutions multiply.</param>
    /// <param name="create">Makes the accelerator.</param>
    /// <param name="emptied">True where no kernel does anything.</param>
    /// <param name="limits">What groups may take; null for what the accelerator allows.</param>
    internal ComputeDevice(
        DeviceDescription description, int threads, Precision precision, Func<Context, Accelerator> create, bool emptied = false,
        GroupLimits? limits = null)
    {
        Description = description;
        Threads = description.IsProcessor ? (threads > 0 ? threads : Environment.ProcessorCount) : 0;
        _context = CreateContext(description);
        try
        {
            Accelerator = create(_context);
            Limits = limits ?? new(Accelerator.MaxNumThreadsPerGroup, Accelerator.MaxSharedMemoryPerGroup);
            (Stream, Recorder) = OpenStream(Accelerator);
            Multiprocessors = Accelerator.NumMultiprocessors;
            Precision = precision == Precision.Auto ? (HasTensorCores(Accelerator) ? Precision.Tf32 : Precision.Fp32) : precision;
        }
        catch (Exception exception)
        {
            _context.Dispose();
            throw new DeviceException(
                $"device '{description.Selector}' ({description.Name}) could not be opened: {exception.GetBaseException().Message}. " +
                "Choose another device",
                exception);
        }

        _loader = new(Accelerator, emptied);
    }

    /// <summary>What the device is.</summary>
    public DeviceDescription Description { get; }

    /// <summary>Processor threads that kernels use; 0 for a GPU.</summary>
    public int Threads { get; }

    /// <summary>The number format in which convolutions multiply; never <see cref="Precision.Auto"/>.</summary>
    public Precision Precision { get; }

    /// <summary>True where kernels run on processor cores: vectors inside a work-item and groups of one, rather than groups of threads.</summary>
    internal bool IsProcessor => Description.IsProcessor;

    /// <summary>Work-items a group of an elementwise kernel.</summary>
    internal int ElementwiseGroupSize => Description.Kind == DeviceKind.Cpu ? 1 : 256;

    /// <summary>Multiprocessors of a GPU: how many groups it works on at least.</summary>
    internal int Multiprocessors { get; init; }

    /// <summary>What a group of work-items may take.</summary>
    internal GroupLimits Limits { get; }

    /// <summary>Whether the device is closed: its tensors have no memory any more.</summary>
    internal bool IsDisposed { get; private set; }

    /// <summary>The accelerator underneath.</summary>
    internal Accelerator Accelerator { get; }

    /// <summary>The stream on which everything is enqueued, in order.</summary>
    internal AcceleratorStream Stream { get; }

    /// <summary>What makes one command of a plan's launches; null where the device cannot.</summary>
    internal ILaunchRecorder? Recorder { get; init; }

    /// <summary>Opens a device.</summary>
    /// <param name="selector"><c>auto</c>, <c>cuda[:n]</c>, <c>opencl[:n]</c> or <c>cpu</c>.</param>
    /// <param name="threads">
    /// Processor threads for OpenCL on a processor; 0 for all. It counts before the first use of OpenCL in the process only.
    /// </param>
    /// <param name="precision">The number format in which convolutions multiply.</param>
    /// <exception cref="DeviceException">There is no such device, or it cannot be used, or it does not offer the precision.</exception>
    public static ComputeDevice Open(string selector = "auto", int threads = 0, Precision precision = Precision.Auto)
    {
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (!Enum.IsDefined(precision))
        {
            throw new ArgumentOutOfRangeException(nameof(precision), precision, "there is no such precision");
        }

        if (threads > 0)
        {
            NativeRuntime.LimitPoclThreads(threads);
        }

        var description = DeviceCatalog.Select(selector);
        var device = new ComputeDevice(description, threads, precision, context => CreateAccelerator(description, context));
        if (device.Precision == Precision.Fp32 || HasTensorCores(device.Accelerator) || (device.IsProcessor && device.Precision == Precision.Fp16))
        {
            return device;
        }

        device.Dispose();
        throw new DeviceException(
            $"device '{description.Selector}' ({description.Name}, {description.Platform}) computes in single precision" +
            (description.IsProcessor ? ", with fp16 for weights if asked; " : " only; ") +
            $"{precision.ToString().ToLowerInvariant()} needs a CUDA device of sm_80 or later. Leave the precision out, or set it to auto or fp32");
    }

    /// <summary>Waits until everything enqueued so far is done.</summary>
    /// <exception cref="DeviceException">A kernel failed.</exception>
    public void Synchronize()
    {
        try
        {
            Stream.Synchronize();
        }
        catch (AcceleratorException exception)
        {
            throw DeviceException.Of(exception, Description.Name)!;
        }
    }

    /// <summary>Does work on this device, whose driver may report a failure with any launch or copy.</summary>
    /// <param name="work">The work.</param>
    /// <exception cref="DeviceException">The device failed.</exception>
    public T Guard<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (AcceleratorException exception)
        {
            throw DeviceException.Of(exception, Description.Name)!;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsDisposed)
        {
            return;
        }

        IsDisposed = true;
        _loader.Dispose();
        if (Stream != Accelerator.DefaultStream)
        {
            Stream.Dispose();
        }

        Accelerator.Dispose();
        _context.Dispose();
    }

    /// <summary>Builder settings that every context of DiffPir shares, in tests too.</summary>
    internal static void Configure(Context.Builder builder)
    {
        NativeRuntime.FindDrivers();
        IntrinsicRegistry.Register(builder);

        // O1, the default, leaves generic loads in the PTX; O2 infers address spaces.
        builder.Optimize(OptimizationLevel.O2).EnableAlgorithms();
    }

    /// <summary>Allocates device memory in floats, aligned to at least 256 bytes.</summary>
    internal MemoryBuffer1D<float, Stride1D.Dense> AllocateFloats(long count)
    {
        try
        {
            return Accelerator.Allocate1D<float>(Math.Max(1, count));
        }
        catch (Exception exception) when (exception is AcceleratorException or OutOfMemoryException)
        {
            throw new DeviceException(
                $"{Description.Name} could not give {count * sizeof(float) / (1024.0 * 1024):F0} MiB of memory " +
                $"(it has {Description.MemoryBytes / (1024.0 * 1024):F0} MiB in all). Use a smaller picture, smaller tiles, or choose another device",
                exception);
        }
    }

    /// <summary>A device array of integers, for tables that kernels index with.</summary>
    internal MemoryBuffer1D<int, Stride1D.Dense> AllocateIntegers(ReadOnlySpan<int> values)
    {
        var buffer = Accelerator.Allocate1D<int>(values.Length);
        buffer.View.CopyFromCPU(Stream, values.ToArray());
        Synchronize();
        return buffer;
    }

    private static (AcceleratorStream Stream, ILaunchRecorder? Recorder) OpenStream(Accelerator accelerator)
    {
        if (accelerator is not CudaAccelerator cuda || Environment.GetEnvironmentVariable(CudaGraphVariable) == "0")
        {
            return (accelerator.DefaultStream, null);
        }

        // One that keeps the order of the legacy stream too, which ILGPU uses where it is given none.
        var stream = (CudaStream)cuda.CreateStream(StreamFlags.CU_STREAM_DEFAULT);
        return (stream, new CudaGraphRecorder(cuda, stream));
    }

    private static bool HasTensorCores(Accelerator accelerator) => accelerator is CudaAccelerator cuda && cuda.Architecture >= CudaArchitecture.SM_80;

    private static Context CreateContext(DeviceDescription description) => Context.Create(builder =>
    {
        Configure(builder);
        switch (description.Kind)
        {
            case DeviceKind.Cuda:
                builder.Cuda(_ => true);
                break;
            case DeviceKind.OpenCl:
                builder.OpenCL(_ => true);
                break;
            default:
                builder.CPU();
                break;
        }
    });

    /// <summary>The accelerator of a description.</summary>
    internal static Accelerator CreateAccelerator(DeviceDescription description, Context context) => description.Kind switch
    {
        DeviceKind.Cuda => context.GetCudaDevice(description.Index).CreateAccelerator(context),
        DeviceKind.OpenCl => PoclCompiler.WithHeader(() => context.GetCLDevice(description.Index).CreateAccelerator(context)),
        _ => context.GetCPUDevice(0).CreateCPUAccelerator(context),
    };
}
