using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Kernels.Training;

/// <summary>What a batch is drawn from.</summary>
/// <param name="Key">Seed, and in Step the number of the batch.</param>
/// <param name="Images">Images of the whole batch.</param>
/// <param name="FirstPhotograph">First photograph that crops may come from.</param>
/// <param name="Photographs">How many photographs crops may come from; both sides of all are at least those of a crop.</param>
public sealed record BatchDraw(NoiseKey Key, int Images, int FirstPhotograph, int Photographs)
{
    /// <summary>Half of the images have time steps below this; null where all are spread over the whole schedule.</summary>
    public int? EarlyTimesteps { get; init; }

    /// <summary>Draws time steps by these shares, and weights images to make up for it; null where not.</summary>
    public Tensor? Shares { get; init; }
}
