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

    private readonly ComputeDevice _device;
    private readonly Tensor _table;
    private readonly Tensor _parts;

    /// <summary>Begins with means of zero and, as the average, with what <see cref="Average"/> is given.</summary>
    /// <param name="device">Where the parameters are.</param>
    /// <param name="parameters">Where each parameter begins.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public Optimizer(ComputeDevice device, ParameterLayout parameters)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(parameters);
        _device = device;
        Tensor Allocate(TensorShape shape)
        {
            var tensor = device.Allocate(shape);
            TileOperations.Clear(device, tensor);
            return tensor;
        }

        (Weights, Gradients, Average) = (Allocate(parameters.Shape), Allocate(parameters.Shape), Allocate(parameters.Shape));
        (FirstMoment, SecondMoment) = (Allocate(parameters.Shape), Allocate(parameters.Shape));
        _table = Allocate(new(1, 1, 1, OptimizerEntry.Count));
        _parts = Allocate(new(1, 1, 1, OptimizerKernels.Parts));
    }

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

    /// <summary>The loss mean((y - target)^2): adds it to the report, and computes its gradient.</summary>
    /// <param name="y">What was predicted.</param>
    /// <param name="target">What it should have been.</param>
    /// <param name="vector">Receives the gradient with respect to y.</param>
    public void Differentiate(Tensor y, Tensor target, Tensor vector)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(vector);
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>>(OptimizerKernels.Differentiate)(
            _device.Elementwise(y.Shape.Elements), y.View, target.View, vector.View);
        SumSquares(vector);

        // The gradient is 2 / count times the difference.
        _device.Load<ArrayView<float>, ArrayView<float>, float>(OptimizerKernels.AddLoss)(
            ComputeDevice.Single(1), _parts.View, _table.View, y.Shape.Elements / 4f);
    }

    /// <summary>One step with the gradients as they are.</summary>
    /// <param name="number">Number of the step, from 1.</param>
    /// <param name="rate">Length of the step.</param>
    /// <param name="decay">How much of it weights decay.</param>
    /// <param name="largestNorm">Gradients of a larger norm are scaled down to it.</param>
    /// <param name="averageKept">How much of the average is kept.</param>
    public void Step(int number, double rate, double decay, double largestNorm, double averageKept)
    {
        SumSquares(Gradients);
        _device.Load<ArrayView<float>, ArrayView<float>, float>(OptimizerKernels.FindFactor)(
            ComputeDevice.Single(1), _parts.View, _table.View, (float)largestNorm);
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
            _device.Elementwise(Weights.Shape.Elements), Gradients.View, _table.View, Weights.View, FirstMoment.View, SecondMoment.View, Average.View,
            arguments);
    }

    /// <summary>Waits for the device, tells what the steps since the latest report have left behind, and begins anew.</summary>
    public StepReport TakeReport()
    {
        float[] table = _table.Download();
        var report = new StepReport(
            table[OptimizerEntry.Losses] > 0 ? table[OptimizerEntry.Loss] / table[OptimizerEntry.Losses] : double.NaN,
            (int)table[OptimizerEntry.Skipped], (int)table[OptimizerEntry.SkippedInARow]);
        table[OptimizerEntry.Loss] = table[OptimizerEntry.Losses] = table[OptimizerEntry.Skipped] = 0;
        _table.Upload(table);
        return report;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { Weights, Gradients, Average, FirstMoment, SecondMoment, _table, _parts })
        {
            tensor.Dispose();
        }
    }

    private void SumSquares(Tensor x) => _device.Load<ArrayView<float>, ArrayView<float>>(OptimizerKernels.SumSquares)(
        new KernelConfig(OptimizerKernels.Parts, _device.IsProcessor ? 1 : OptimizerKernels.GroupSize), x.View, _parts.View);
}
