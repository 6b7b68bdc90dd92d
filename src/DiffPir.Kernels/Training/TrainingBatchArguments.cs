namespace DiffPir.Kernels.Training;

/// <summary>Scalars of the launch that makes a batch.</summary>
internal struct TrainingBatchArguments
{
    /// <summary>Images, channels and side of the batch.</summary>
    public int N, C, Side;

    /// <summary>Photographs to choose from: the first one, and how many.</summary>
    public int First, Count;

    /// <summary>Time steps of the schedule, and how many of them half of the images are drawn from.</summary>
    public int Timesteps, EarlyTimesteps;

    /// <summary>Key of all random numbers, and number of the batch.</summary>
    public uint Key0, Key1, Batch;
}
