namespace DiffPir.Kernels.Convolution;

/// <summary>
/// How the sum over input channels of an implicit-GEMM convolution is divided among groups: small maps have too few tiles of outputs to
/// occupy a GPU, but long sums.
/// </summary>
/// <param name="Parts">Parts of the sum, merged by <see cref="SplitConvolutionKernels"/> where there are several.</param>
/// <param name="SlabsPerPart">Slabs of channels of a part.</param>
internal readonly record struct ConvolutionSplit(int Parts, int SlabsPerPart)
{
    // A part shorter than this is mostly filling of the pipeline.
    private const int LeastSteps = 8;

    /// <summary>
    /// Groups that a multiprocessor should have. Measured on an H200, an evaluation of the FFHQ size with 1, 2, 3 and 4: tf32 6.50, 6.32, 6.33,
    /// 6.34 ms; fp16 5.29, 5.09, 5.05, 5.13 ms.
    /// </summary>
    public const int GroupsPerMultiprocessor = 2;

    /// <summary>Parts enough to give every multiprocessor two groups, where the sum is long enough.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="groups">Tiles of outputs.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="slab">Channels of a step.</param>
    /// <param name="taps">Steps of a slab.</param>
    public static ConvolutionSplit For(ComputeDevice device, long groups, int channels, int slab, int taps)
    {
        int slabs = Rounding.DivideUp(channels, slab), least = Rounding.DivideUp(LeastSteps, taps);
        int wanted = (int)Math.Clamp(GroupsPerMultiprocessor * device.Multiprocessors / groups, 1, Math.Max(1, slabs / least));
        int perPart = Rounding.DivideUp(slabs, wanted);
        return new(Rounding.DivideUp(slabs, perPart), perPart);
    }

    /// <summary>Floats of scratch memory that a convolution's parts need; the most that any size of its kernel asks for.</summary>
    public static long ScratchElements(ComputeDevice device, TensorShape input, TensorShape output, int pixels, int outputs, int slab)
    {
        int parts = For(device, Groups(output, pixels, outputs), input.C, slab, taps: 9).Parts;
        return parts == 1 ? 0 : (long)parts * output.N * output.H * output.W * ActivationLayout.RoundUp(output.C);
    }

    /// <summary>Tiles of outputs.</summary>
    public static long Groups(TensorShape output, int pixels, int outputs) =>
        (long)Rounding.DivideUp(output.N * output.H * output.W, pixels) * Rounding.DivideUp(output.C, outputs);
}
