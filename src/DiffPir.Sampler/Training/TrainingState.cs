using DiffPir.Kernels.Training;

namespace DiffPir.Sampler.Training;

/// <summary>All that a training needs to go on as if it had never stopped.</summary>
/// <param name="Steps">Steps taken.</param>
/// <param name="Seconds">Time that they took.</param>
/// <param name="Weights">The weights, as the network's parameters are lined up.</param>
/// <param name="Average">Their running average: the trained network.</param>
/// <param name="FirstMoment">Running mean of the gradients.</param>
/// <param name="SecondMoment">Running mean of their squares.</param>
/// <param name="Losses">The latest losses by time step.</param>
public sealed record TrainingState(
    int Steps, double Seconds, float[] Weights, float[] Average, float[] FirstMoment, float[] SecondMoment, float[] Losses)
{
    /// <summary>What the loss is multiplied by (<see cref="Optimizer.LossFactor"/>); null before the first step.</summary>
    public float[]? LossFactor { get; init; }

    /// <summary>The state before the first step.</summary>
    public static TrainingState Begin(float[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new(0, 0, weights, weights, new float[weights.Length], new float[weights.Length], new float[DenoisingLoss.HistoryLength]);
    }
}
