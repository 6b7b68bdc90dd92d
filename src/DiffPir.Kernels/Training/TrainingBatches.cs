using DiffPir.Kernels.RandomNumbers;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Training;

/// <summary>Photographs on a device, from which batches for training are made there.</summary>
public sealed class TrainingBatches : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly MemoryBuffer1D<byte, Stride1D.Dense> _photographs;
    private readonly MemoryBuffer1D<PhotographPlace, Stride1D.Dense> _places;
    private readonly Tensor _schedule;
    private readonly int _timesteps;

    /// <summary>Brings photographs to the device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="photographs">Rows of pixels of three bytes (red, green, blue) each, with their sizes.</param>
    /// <param name="signal">How much of the clean image is left, for each time step.</param>
    /// <param name="noise">How much noise there is, for each time step.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public TrainingBatches(
        ComputeDevice device, IReadOnlyList<(byte[] Pixels, int Height, int Width)> photographs, IReadOnlyList<float> signal, IReadOnlyList<float> noise)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(photographs);
        ArgumentNullException.ThrowIfNull(signal);
        _device = device;
        _timesteps = signal.Count;
        var places = new List<PhotographPlace>();
        long offset = 0;
        foreach (var (pixels, height, width) in photographs)
        {
            places.Add(new(offset, height, width));
            offset += pixels.LongLength;
        }

        try
        {
            _photographs = device.Accelerator.Allocate1D<byte>(offset);
            _places = device.Accelerator.Allocate1D<PhotographPlace>(places.Count);
        }
        catch (Exception exception) when (exception is AcceleratorException or OutOfMemoryException)
        {
            throw new DeviceException(
                $"{device.Description.Name} could not give {offset / (1024.0 * 1024):F0} MiB of memory for the photographs. Use fewer of them", exception);
        }

        var stream = device.Stream;
        for (int i = 0; i < places.Count; i++)
        {
            _photographs.View.SubView(places[i].Offset, photographs[i].Pixels.LongLength).CopyFromCPU(stream, photographs[i].Pixels);
            device.Synchronize();
        }

        _places.View.CopyFromCPU(stream, places.ToArray());
        _schedule = device.Allocate(new(1, 1, 2, _timesteps));
        _schedule.Upload([.. signal, .. noise]);
    }

    /// <summary>Enqueues making a batch.</summary>
    /// <param name="x">Receives noisy crops, N x C x side x side.</param>
    /// <param name="noise">Receives the noise in them; same shape.</param>
    /// <param name="t">Receives their time steps, 1 x 1 x 1 x N.</param>
    /// <param name="key">Seed, and in Step the number of the batch.</param>
    /// <param name="first">First photograph that crops may come from.</param>
    /// <param name="count">How many photographs crops may come from; both sides of all are at least those of a crop.</param>
    /// <param name="earlyTimesteps">Half of the images have time steps below this.</param>
    public void Fill(Tensor x, Tensor noise, Tensor t, NoiseKey key, int first, int count, int earlyTimesteps)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentNullException.ThrowIfNull(t);
        var arguments = new TrainingBatchArguments
        {
            N = x.Shape.N,
            C = x.Shape.C,
            Side = x.Shape.W,
            First = first,
            Count = count,
            Timesteps = _timesteps,
            EarlyTimesteps = earlyTimesteps,
            Key0 = (uint)key.Seed,
            Key1 = (uint)(key.Seed >> 32),
            Batch = key.Step,
        };
        _device.Load<
            ArrayView<byte>, ArrayView<PhotographPlace>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, TrainingBatchArguments>(
            TrainingBatchKernels.Fill)(
            _device.Elementwise(x.Shape.Elements), _photographs.View, _places.View, _schedule.View, x.View, noise.View, t.View, arguments);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _photographs.Dispose();
        _places.Dispose();
        _schedule.Dispose();
    }
}
