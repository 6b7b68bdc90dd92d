namespace DiffPir.Sampler;

/// <summary>What a blur sees beyond the edges of a picture; counts for deblurring and for super-resolution with a kernel.</summary>
public enum BoundaryHandling
{
    /// <summary>The opposite edge: exact for measurements that were degraded that way, wrong for photographs.</summary>
    Periodic,

    /// <summary>
    /// The picture mirrored: the measurement is extended by half the kernel on each side before the periodic solution, and the result cut
    /// back. For photographs.
    /// </summary>
    Reflect,

    /// <summary>
    /// Nobody knows: the canvas is extended by half the kernel on each side, the measurement says nothing of that margin, and the prior
    /// continues the picture into it. For photographs, whatever the kernel.
    /// </summary>
    Unknown,
}
