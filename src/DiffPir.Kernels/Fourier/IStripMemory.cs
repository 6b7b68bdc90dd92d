namespace DiffPir.Kernels.Fourier;

/// <summary>Shared memory of a group of <see cref="GroupFourierKernels"/>: a compile-time constant of the kernel.</summary>
internal interface IStripMemory
{
    /// <summary>Floats of the real parts; the imaginary ones take as many.</summary>
    int Floats { get; }
}

/// <summary>16 KiB: a multiprocessor of 64 KiB has room for several groups.</summary>
internal readonly struct StripMemory16 : IStripMemory
{
    /// <inheritdoc/>
    public int Floats => 2048;
}

/// <summary>32 KiB, <see cref="GroupLimits.OpenClLocalBytes"/>.</summary>
internal readonly struct StripMemory32 : IStripMemory
{
    /// <inheritdoc/>
    public int Floats => 4096;
}
