using DiffPir.Kernels.Elementwise;
using ILGPU;

namespace DiffPir.Kernels.Training;

/// <summary>
/// AdamW with clipped gradients and a running average of the weights, all on the device: calls enqueue only, but for
/// <see cref="TakeReport"/>. A step whose gradients are no numbers changes nothing.
/// </summary>
public sealed class Optimizer : IDisposable
{
    private const float FirstKept = 0.9f, SecondKept = 0.999f;

    // Half precision has no numbers below 6e-8, which gradients of a mean over many pixels are. The factor adapts itself, as in PyTorch's GradScaler.
    private const float FirstLossFactor = 65536;
    private const int GrowAfter = 2000;

    private readonly ComputeDevice _device;
    private readonly int _growAfter;
    private readonly Tensor _table;
    private readonly Tensor _parts;
    private readonly Tensor? _sum;

    /// <summary>Begins with means of zero and, as the average, with what <see cref="Average"/> is given.</summary>
    /// <param name="device">Where the parameters are.</param>
    /// <param name="parameters">Where each parameter begins.</param>
    /// <param name="takesParts">Whether a batch comes in parts, whose gradients are added up (<see cref="Accumulate"/>).</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public Optimizer(ComputeDevice device, ParameterLayout parameters, bool takesParts = false)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(parameters);
        bool isHalf = device.Precision == Precision.Fp16;
        (_device, _growAfter) = (device, isHalf ? GrowAfter : 0);
        Tensor Allocate(TensorShape shape)
        {
            var tensor = device.Allocate(shape);
            TileOperations.Clear(device, tensor);
            return tensor;
        }

        (Weights, Gradients, Average) = (Allocate(parameters.Shape), Allocate(parameters.Shape), Allocate(parameters.Shape));
        (FirstMoment, SecondMoment) = (Allocate(parameters.Shape), Allocate(parameters.Shape));
        _sum = takesParts ? Allocate(parameters.Shape) : null;
        _table = Allocate(new(1, 1, 1, OptimizerEntry.Count));
        _parts = Allocate(new(1, 1, 1, OptimizerKernels.Parts));
        LossFactor = Allocate(new(1, 1, 1, LossFactorLength));
        LossFactor.Upload([isHalf ? FirstLossFactor : 1, 0]);
    }

    /// <summary>Floats of <see cref="LossFactor"/>.</summary>
    public static int LossFactorLength => OptimizerEntry.LossFactorCount;

    /// <summary>The weights.</summary>
    public Tensor Weights { get; }

    /// <summary>Their gradients, which somebody else fills.</summary>
    public Tensor Gradients { get; }

    /// <summary>The running average of the weights: what is kept in the end.</summary>
    public Tensor Average { get; }

    /// <summary>Running mean of the gradients.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Running mean of their squares.</summary>
    public Tensor SecondMoment { get; }

    /// <summary>
    /// What the loss is multiplied by before gradients are computed, so that half precision does not lose small ones, and how long it has been
    /// so: what going on needs. A step divides by it. Always 1 in other formats.
    /// </summary>
    public Tensor LossFactor { get; }

    /// <summary>Adds the gradients of a part of a batch to those of the parts before; the step then takes the sum.</summary>
    /// <param name="isFirst">Whether the part is the first one of its batch.</param>
    /// <exception cref="InvalidOperationException">The optimizer was made for whole batches.</exception>
    public void Accumulate(bool isFirst)
    {
        var sum = _sum ?? throw new InvalidOperationException("the optimizer has no place for the sum of the parts of a batch");
        _device.Load<ArrayView<float>, ArrayView<float>, int>(OptimizerKernels.Accumulate)(
            _device.Elementwise(sum.Shape.Elements), Gradients.View, sum.View, isFirst ? 1 : 0);
    }

    /// <summary>One step with the gradients, or with the sum of those of the parts.</summary>
    /// <param name="number">Number of the step, from 1.</param>
    /// <param name="rate">Length of the step.</param>
    /// <param name="decay">How much of it weights decay.</param>
    /// <param name="largestNorm">Gradients of a larger norm are scaled down to it.</param>
    /// <param name="averageKept">How much of the average is kept.</param>
    public void Step(int number, double rate, double decay, double largestNorm, double averageKept)
    {
        var gradients = _sum ?? Gradients;
        SumSquares(gradients);
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float, int>(OptimizerKernels.FindFactor)(
            ComputeDevice.Single(1), _parts.View, _table.View, LossFactor.View, (float)largestNorm, _growAfter);
        var arguments = new AdamWArguments
        {
            Rate = (float)rate,
            Decay = (float)decay,
            FirstKept = FirstKept,
            SecondKept = SecondKept,
            FirstCorrection = (float)(1 / (1 - Math.Pow(FirstKept, number))),
            SecondCorrection = (float)(1 / (1 - Math.Pow(SecondKept, number))),
            AverageKept = (float)averageKept,
        };
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, AdamWArguments>(
            OptimizerKernels.Step)(
            _device.Elementwise(Weights.Shape.Elements), gradients.View, _table.View, Weights.View, FirstMoment.View, SecondMoment.View, Average.View,
            arguments);
    }

    /// <summary>Waits for the device, tells what the steps since the latest report have left behind, and begins anew.</summary>
    public StepReport TakeReport()
    {
        float[] table = _table.Download();
        var report = new StepReport((int)table[OptimizerEntry.Skipped], (int)table[OptimizerEntry.SkippedInARow]);
        table[OptimizerEntry.Skipped] = 0;
        _table.Upload(table);
        return report;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { Weights, Gradients, Average, FirstMoment, SecondMoment, LossFactor, _table, _parts })
        {
            tensor.Dispose();
        }

        _sum?.Dispose();
    }

    private void SumSquares(Tensor x) => _device.Load<ArrayView<float>, ArrayView<float>>(OptimizerKernels.SumSquares)(
        new KernelConfig(OptimizerKernels.Parts, _device.IsProcessor ? 1 : OptimizerKernels.GroupSize), x.View, _parts.View);
}
