namespace DiffPir.Kernels;

/// <summary>
/// The number format in which convolutions multiply. Activations, sums and everything else are in single precision throughout.
/// </summary>
public enum Precision
{
    /// <summary>The fastest that stays close to single precision: <see cref="Tf32"/> on CUDA from sm_80 on, else <see cref="Fp32"/>.</summary>
    Auto,

    /// <summary>Single precision.</summary>
    Fp32,

    /// <summary>Factors rounded to 10 bits after the point (relative error of a layer about 3e-4), on tensor cores.</summary>
    Tf32,

    /// <summary>
    /// On tensor cores, factors rounded to half precision: the error of <see cref="Tf32"/>, and values up to 65504 only. On processors,
    /// large weights held in half precision, which halves their memory; products remain in single precision.
    /// </summary>
    Fp16,

    /// <summary>Factors rounded to 7 bits after the point (relative error of a layer about 2e-3), on tensor cores.</summary>
    Bf16,
}
