namespace DiffPir.Sampler;

/// <summary>What a blur sees beyond the edges of a picture; counts for deblurring and for super-resolution with a kernel.</summary>
public enum BoundaryHandling
{
    /// <summary>The opposite edge: exact for measurements that were degraded that way, wrong for photographs.</summary>
    Periodic,

    /// <summary>
    /// The picture mirrored for ever, by the periodic solution of the picture doubled in both directions: exact for measurements that were degraded
    /// that way.
    /// </summary>
    Reflect,

    /// <summary>
    /// Nobody knows: the picture is extended by margins of half the kernel on each side, of which the measurement says nothing, and the prior
    /// continues the picture into it. For photographs, whatever the kernel.
    /// </summary>
    Unknown,
}
