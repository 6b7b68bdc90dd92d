using ILGPU;

namespace DiffPir.Kernels;

/// <summary>Everything that an operation needs to prepare its launches.</summary>
internal sealed class OperationContext
{
    /// <summary>Device, shapes and candidate.</summary>
    public required OperationSetting Setting { get; init; }

    /// <summary>Source of weights.</summary>
    public required WeightStore Weights { get; init; }

    /// <summary>Columns of the conditioning table.</summary>
    public required int ConditioningSteps { get; init; }

    /// <summary>The inputs in their places.</summary>
    public required IReadOnlyList<PlacedValue> Inputs { get; init; }

    /// <summary>The result in its place.</summary>
    public required PlacedValue Output { get; init; }

    /// <summary>Scratch memory as large as the operation asked for.</summary>
    public required ArrayView<float> Scratch { get; init; }

    /// <summary>Where the moments of the input are whose moments the operation reads: of one value, or of the parts of a concatenation.</summary>
    public required IReadOnlyList<MomentSource> Moments { get; init; }

    /// <summary>Where the operation has to leave the moments of its value; null where nobody reads them.</summary>
    public required MomentTable? ProducedMoments { get; init; }

    /// <summary>For a concatenation, the inputs that live elsewhere and the slices they are to be copied to.</summary>
    public required IReadOnlyList<(PlacedValue Part, PlacedValue Slice)> Copies { get; init; }

    /// <summary>Index of the plan's tensor that an input operation reads.</summary>
    public required int Tensor { get; init; }

    /// <summary>Where gradients of parameters go; null in a plan without them.</summary>
    public required PlanTraining? Training { get; init; }

    /// <summary>Columns of the conditioning table from an image's to the next one's: 0 where all images read the same.</summary>
    public int ImageColumns => Training is null ? 0 : 1;

    /// <summary>Where the operation runs.</summary>
    public ComputeDevice Device => Setting.Device;

    /// <summary>Where the gradient of the first elements of a parameter goes.</summary>
    public ArrayView<float> ParameterGradient(string name, long count)
    {
        var (parameters, gradients, _) = Training ?? throw new InvalidOperationException($"the plan has no place for the gradient of '{name}'");
        var (offset, length) = parameters[name];
        return count <= length
            ? gradients.View.SubView(offset, count)
            : throw new ArgumentException($"parameter '{name}' has {length} values, its gradient {count}", nameof(count));
    }

    /// <summary>Where the gradient of some channels of the conditioning table goes: [channel][image].</summary>
    public ArrayView<float> ConditioningGradient(int firstChannel, int channels, int images) =>
        Training?.ConditioningGradient is { } table
            ? table.View.SubView((long)firstChannel * images, (long)channels * images)
            : throw new InvalidOperationException("the plan has no place for the gradient of the conditioning table");
}
