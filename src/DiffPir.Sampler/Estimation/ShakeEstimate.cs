namespace DiffPir.Sampler.Estimation;

/// <summary>The kernel of a shaken photograph, and what speaks for it.</summary>
/// <param name="Kernel">The kernel, centred, of sum 1.</param>
/// <param name="Agreement">Likeness of the kernels that parts of the picture give by themselves, 0 to 1 (<see cref="KernelSimilarity"/>).</param>
internal sealed record ShakeEstimate(BlurKernel Kernel, double Agreement);
