namespace DiffPir.Kernels.Training;

/// <summary>Scalars of the launch that makes a batch.</summary>
internal struct TrainingBatchArguments
{
    /// <summary>Channels and side of the images.</summary>
    public int C, Side;

    /// <summary>Images of the batch, and the first one of the part that is made.</summary>
    public int Images, FirstImage;

    /// <summary>Photographs to choose from: the first one, and how many.</summary>
    public int First, Count;

    /// <summary>Time steps of the schedule, and how many of them half of the images are drawn from.</summary>
    public int Timesteps, EarlyTimesteps;

    /// <summary>1 where time steps are drawn by their shares instead, 0 where not.</summary>
    public int ByShares;

    /// <summary>What the network is told of a time step, in proportion to its number.</summary>
    public float TimeScale;

    /// <summary>Key of all random numbers, and number of the batch.</summary>
    public uint Key0, Key1, Batch;
}
