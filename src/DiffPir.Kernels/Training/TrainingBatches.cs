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
    private readonly float _timeScale;

    /// <summary>Brings photographs to the device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="photographs">Rows of pixels of three bytes (red, green, blue) each, with their sizes.</param>
    /// <param name="signal">How much of the clean image is left, for each time step.</param>
    /// <param name="noise">How much noise there is, for each time step.</param>
    /// <param name="timeScale">What the network is told of time step 1; of the others in proportion.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public TrainingBatches(
        ComputeDevice device,
        IReadOnlyList<(byte[] Pixels, int Height, int Width)> photographs,
        IReadOnlyList<float> signal,
        IReadOnlyList<float> noise,
        float timeScale = 1)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(photographs);
        ArgumentNullException.ThrowIfNull(signal);
        (_device, _timeScale) = (device, timeScale);
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

    /// <summary>Enqueues making a batch, or a part of it.</summary>
    /// <param name="draw">What is drawn.</param>
    /// <param name="firstImage">The first image of the part.</param>
    /// <param name="part">Receives it.</param>
    public void Fill(BatchDraw draw, int firstImage, BatchTensors part)
    {
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentNullException.ThrowIfNull(part);
        var arguments = new TrainingBatchArguments
        {
            C = part.X.Shape.C,
            Side = part.X.Shape.W,
            Images = draw.Images,
            FirstImage = firstImage,
            First = draw.FirstPhotograph,
            Count = draw.Photographs,
            Timesteps = _timesteps,
            EarlyTimesteps = Math.Min(draw.EarlyTimesteps ?? _timesteps, _timesteps),
            ByShares = draw.Shares is null ? 0 : 1,
            TimeScale = _timeScale,
            Key0 = (uint)draw.Key.Seed,
            Key1 = (uint)(draw.Key.Seed >> 32),
            Batch = draw.Key.Step,
        };
        _device.Load<
            ArrayView<byte>, ArrayView<PhotographPlace>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, TrainingBatchArguments>(TrainingBatchKernels.Fill)(
            _device.Elementwise(part.X.Shape.Elements), _photographs.View, _places.View, _schedule.View, (draw.Shares ?? _schedule).View, part.X.View,
            part.Noise.View, part.Time.View, part.Drawn.View, arguments);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _photographs.Dispose();
        _places.Dispose();
        _schedule.Dispose();
    }
}
