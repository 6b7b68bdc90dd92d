namespace DiffPir.Kernels.Training;

/// <summary>
/// Places in the table of the latest losses by time step: <see cref="Bins"/> equal parts of the schedule, <see cref="Depth"/> losses each,
/// then how many each part has seen.
/// </summary>
internal static class LossHistory
{
    /// <summary>Parts of the schedule. Losses change little within one, and each fills up soon.</summary>
    public const int Bins = 50;

    /// <summary>Losses that are kept of each part.</summary>
    public const int Depth = 10;

    /// <summary>Where the counts begin.</summary>
    public const int Counts = Bins * Depth;

    /// <summary>Floats.</summary>
    public const int Length = Counts + Bins;
}
