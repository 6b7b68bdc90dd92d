using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// Data steps of the weight with which the measurement is explained as well as its noise allows, ||y - H p|| = f sqrt(m) sigma over the m observed
/// values: no lambda is needed. An estimate that explains it better stays as it is.
/// </summary>
/// <param name="context">The problem.</param>
/// <param name="data">The data step.</param>
/// <param name="factor">f.</param>
internal sealed class ResidualBall(SamplingContext context, IDataStep data, double factor)
{
    // Natural logarithms of the weight; what is left over grows with it.
    private const double Lowest = -30, Highest = 15, Tolerance = 1e-3;
    private const int MaxTrials = 60;

    private readonly Tensor _start = context.Allocate();
    private readonly Tensor _residual = context.AllocateMeasurement();

    // On [-1,1] noise is twice as large.
    private readonly double _target = factor * Math.Sqrt(context.Observations) * 2 * Math.Max(DataWeight.LeastNoise, context.ShownNoise);

    /// <summary>Takes the step, which waits for the device.</summary>
    public void Apply(Tensor estimate, double guidance)
    {
        VectorOperations.Copy(context.Device, _start, estimate);
        if (LeftOver(estimate) <= _target)
        {
            return;
        }

        double low = Lowest, high = Highest, middle = high;
        for (int trial = 0; trial < MaxTrials; trial++)
        {
            middle = (low + high) / 2;
            Try(estimate, middle, 1);
            double ratio = LeftOver(estimate) / _target;
            if (Math.Abs(ratio - 1) < Tolerance || high - low < Tolerance)
            {
                break;
            }

            (low, high) = ratio > 1 ? (low, middle) : (middle, high);
        }

        if (guidance != 1)
        {
            Try(estimate, middle, guidance);
        }
    }

    private void Try(Tensor estimate, double logarithm, double guidance)
    {
        VectorOperations.Copy(context.Device, estimate, _start);
        data.Apply(estimate, Math.Exp(logarithm), guidance);
    }

    /// <summary>||y - H x||.</summary>
    private double LeftOver(Tensor x)
    {
        context.Operator.Misfit(x, context.Measured, _residual);
        return Math.Sqrt(_residual.Download().Sum(static value => (double)value * value));
    }
}
