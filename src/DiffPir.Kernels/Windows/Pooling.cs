namespace DiffPir.Kernels.Windows;

/// <summary>What becomes of the pixels of a window.</summary>
public enum Pooling
{
    /// <summary>The largest value of each channel.</summary>
    Max,

    /// <summary>The mean of each channel over the pixels inside the map.</summary>
    Mean,
}
