using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>Replaces known pixels by measured ones with the noise of a time step: x = M (a_t y + s_t n) + (1 - M) x.</summary>
/// <param name="context">The problem.</param>
/// <param name="measured">y.</param>
internal sealed class KnownReplacement(SamplingContext context, Tensor measured)
{
    private readonly Tensor _noise = context.Allocate();
    private readonly Tensor _known = context.AllocateMeasurement();

    /// <summary>Enqueues it.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="position">Position in the loop, for the noise.</param>
    /// <param name="draw">Which noise.</param>
    /// <param name="t">The time step.</param>
    public void Apply(Tensor x, int position, NoiseDraw draw, int t) => Apply(x, position, draw, t, context.Schedule.Noise(t));

    /// <summary>The same with another amount of noise than s_t.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="position">Position in the loop, for the noise.</param>
    /// <param name="draw">Which noise.</param>
    /// <param name="t">The time step.</param>
    /// <param name="level">The noise's standard deviation, 0 or greater.</param>
    public void Apply(Tensor x, int position, NoiseDraw draw, int t, double level)
    {
        context.Fill(_noise, position, draw);
        VectorOperations.Combine(context.Device, _noise, level, _noise, -1, x);
        Add(x, measured, t);
    }

    /// <summary>The same without noise, of any measurement: x = M a_t y + (1 - M) x.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="y">The measurement.</param>
    /// <param name="t">The time step.</param>
    public void Apply(Tensor x, Tensor y, int t)
    {
        VectorOperations.Combine(context.Device, _noise, -1, x, 0, x);
        Add(x, y, t);
    }

    // x + M (a_t y + what _noise holds), which is the noise less x.
    private void Add(Tensor x, Tensor y, int t)
    {
        var device = context.Device;
        context.Operator.Apply(_noise, _known);
        VectorOperations.Combine(device, _known, context.Schedule.Signal(t), y, 1, _known);
        context.Operator.Adjoint(_known, _noise);
        BlendOperations.AddNoise(device, x, _noise, 1);
    }
}
