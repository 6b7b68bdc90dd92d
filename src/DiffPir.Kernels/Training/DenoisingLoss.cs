using ILGPU;

namespace DiffPir.Kernels.Training;

/// <summary>
/// The loss of predicted noise, and which time steps it asks for. Calls enqueue only, but for <see cref="TakeMean"/> and
/// <see cref="Measure"/>.
/// </summary>
public sealed class DenoisingLoss : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly int _timesteps;
    private readonly Tensor _table;
    private readonly Tensor _parts;
    private readonly Tensor _evenly;
    private readonly Tensor _one;

    /// <summary>Begins without a history.</summary>
    /// <param name="device">Where the predictions are.</param>
    /// <param name="images">Images of a prediction.</param>
    /// <param name="timesteps">Time steps of the schedule.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public DenoisingLoss(ComputeDevice device, int images, int timesteps)
    {
        ArgumentNullException.ThrowIfNull(device);
        (_device, _timesteps) = (device, timesteps);
        Tensor Allocate(int height, int width)
        {
            var tensor = device.Allocate(new(1, 1, height, width));
            tensor.Upload(new float[height * width]);
            return tensor;
        }

        (_table, _parts) = (Allocate(1, DenoisingLossKernels.TableLength), Allocate(images, DenoisingLossKernels.Parts));
        (History, Shares, _evenly) = (Allocate(1, LossHistory.Length), Allocate(1, LossHistory.Bins + 1), Allocate(2, images));
        _one = Allocate(1, 1);
        _one.Upload([1]);
        _evenly.Upload([.. new float[images], .. Enumerable.Repeat(1f, images)]);
    }

    /// <summary>Floats of <see cref="History"/>.</summary>
    public static int HistoryLength => LossHistory.Length;

    /// <summary>The latest losses by time step: what going on needs.</summary>
    public Tensor History { get; }

    /// <summary>Where on [0,1) each of equal parts of the schedule begins, so that those with larger losses are drawn more often.</summary>
    public Tensor Shares { get; }

    /// <summary>Makes <see cref="Shares"/> of the losses so far.</summary>
    public void MakeShares() => _device.Load<ArrayView<float>, ArrayView<float>>(DenoisingLossKernels.MakeShares)(
        ComputeDevice.Single(1), History.View, Shares.View);

    /// <summary>The loss mean((y - target)^2): adds it to the mean, and computes its gradient.</summary>
    /// <param name="y">What was predicted.</param>
    /// <param name="target">What it should have been.</param>
    /// <param name="vector">Receives the gradient with respect to y.</param>
    public void Differentiate(Tensor y, Tensor target, Tensor vector) => Differentiate(y, target, _evenly, 1, _one, vector);

    /// <summary>The loss of a part of a batch: adds it to mean and history, and computes the gradient of the batch's mean.</summary>
    /// <param name="y">What was predicted.</param>
    /// <param name="target">What it should have been.</param>
    /// <param name="drawn">Time step and weight of each image, 1 x 1 x 2 x images.</param>
    /// <param name="share">How much of the batch this part is, above 0 to 1.</param>
    /// <param name="factor">Its first element multiplies the gradient: <see cref="Optimizer.LossFactor"/>.</param>
    /// <param name="vector">Receives the gradient with respect to y.</param>
    public void Differentiate(Tensor y, Tensor target, Tensor drawn, double share, Tensor factor, Tensor vector)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(drawn);
        ArgumentNullException.ThrowIfNull(factor);
        ArgumentNullException.ThrowIfNull(vector);
        int elements = ElementsOf(y);
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, float>(
            DenoisingLossKernels.Differentiate)(
            _device.Elementwise(y.Shape.Elements), y.View, target.View, drawn.View, factor.View, vector.View, elements,
            (float)(2 * share / y.Shape.Elements));
        SumSquares(y, target);
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int>(DenoisingLossKernels.Record)(
            ComputeDevice.Single(1), _parts.View, drawn.View, _table.View, History.View, elements, _timesteps);
    }

    /// <summary>Waits for the device, and tells the loss of each image; neither mean nor history takes it.</summary>
    public IReadOnlyList<double> Measure(Tensor y, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(target);
        SumSquares(y, target);
        return [.. _parts.Download().Chunk(DenoisingLossKernels.Parts).Select(parts => parts.Sum(part => (double)part) / ElementsOf(y))];
    }

    /// <summary>Waits for the device, tells the mean loss since it was last asked for, NaN where there was none, and begins anew.</summary>
    public double TakeMean()
    {
        float[] table = _table.Download();
        _table.Upload(new float[table.Length]);
        float count = table[DenoisingLossKernels.Losses];
        return count > 0 ? table[DenoisingLossKernels.Loss] / count : double.NaN;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { _table, _parts, _evenly, _one, History, Shares })
        {
            tensor.Dispose();
        }
    }

    private static int ElementsOf(Tensor y) => (int)(y.Shape.Elements / y.Shape.N);

    private void SumSquares(Tensor y, Tensor target) =>
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, int>(DenoisingLossKernels.SumSquares)(
            new KernelConfig(
                new Index3D(DenoisingLossKernels.Parts, y.Shape.N, 1), new Index3D(_device.IsProcessor ? 1 : DenoisingLossKernels.GroupSize, 1, 1)),
            y.View, target.View, _parts.View, ElementsOf(y));
}
