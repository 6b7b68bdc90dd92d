using DiffPir.Kernels.Gradients;

namespace DiffPir.Sampler.Training;

/// <summary>What determines the course of a training, beside photographs and first weights.</summary>
/// <param name="Crop">Side of the squares that are cut from photographs; a multiple of what the network needs.</param>
/// <param name="Batch">Squares of a step.</param>
/// <param name="Rate">Length of a step of AdamW, before it is shortened at the beginning and towards the end.</param>
/// <param name="Seed">Of all that is random.</param>
public sealed record TrainingOptions(int Crop, int Batch, double Rate, ulong Seed)
{
    private const double RateOf64 = 1e-4;

    /// <summary>Steps over which the rate grows to its full length.</summary>
    public int WarmUp { get; init; } = 100;

    /// <summary>Gradients of a larger norm are scaled down to it.</summary>
    public double LargestNorm { get; init; } = 1;

    /// <summary>How much of the average of the weights a step keeps, once there have been enough of them.</summary>
    public double AverageKept { get; init; } = 0.9995;

    /// <summary>How time steps are drawn.</summary>
    public TimestepSampling Timesteps { get; init; }

    /// <summary>
    /// Squares that are computed at a time, of which the batch is a multiple; null for the whole batch. Fewer take less memory and give the same
    /// step up to rounding.
    /// </summary>
    public int? Microbatch { get; init; }

    /// <summary>What stays in memory between a prediction and its gradients; the steps are the same, bit for bit.</summary>
    public GradientMemory Memory { get; init; } = GradientMemory.Recompute;

    /// <summary>Share of the schedule, from its beginning, that half of the squares come from (<see cref="TimestepSampling.Restoration"/>).</summary>
    internal const double EarlyShare = 0.4;

    /// <summary>The rate that suits a batch: 1e-4 for 64 squares, in proportion to the square root, from 2e-5 to 2e-4.</summary>
    public static double RateFor(int batch) => Math.Clamp(RateOf64 * Math.Sqrt(batch / 64.0), 2e-5, 2e-4);

    /// <summary>How much of the average step <paramref name="number"/> keeps: little at first, or the first weights would stay in it for long.</summary>
    internal double AverageKeptAt(int number) => Math.Min(AverageKept, (1.0 + number) / (10 + number));

    /// <summary>The rate at a step.</summary>
    /// <param name="number">Number of the step, from 1.</param>
    /// <param name="done">Share of the training that is done, from 0 to 1.</param>
    internal double RateAt(int number, double done)
    {
        const double least = 0.03;
        double end = least + ((1 - least) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(done, 0, 1))));
        return Rate * Math.Min(1, number / (double)WarmUp) * end;
    }
}
