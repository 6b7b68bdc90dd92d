namespace DiffPir.Kernels.Convolution;

/// <summary>Says which candidates can compute a convolution, and which one runs.</summary>
internal static class ConvolutionSelector
{
    private const double LastLevelCacheBytes = 16 * 1024 * 1024;

    /// <summary>The candidate for a convolution on a device.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="measured">The fastest by a measurement, where there is one: taken where it can compute the convolution.</param>
    /// <param name="node">The convolution.</param>
    /// <param name="input">Shape of its input.</param>
    /// <param name="output">Shape of its result.</param>
    public static ConvolutionCandidate Choose(
        ComputeDevice device, ConvolutionCandidate? measured, ConvolutionNode node, TensorShape input, TensorShape output)
    {
        if (measured is { } best && RunsOn(device, best) && Supports(best, node, input, output))
        {
            return best;
        }

        if (!device.IsProcessor)
        {
            return ChooseForGpu(device, output);
        }

        // In order of preference where they apply; a narrow map leaves half of a tile of 8 pixels empty.
        bool narrowMap = output.W % 8 is > 0 and <= 4 && output.W < 16;
        ConvolutionCandidate[] preferred =
        [
            .. WinogradPays(input, output) ? [ConvolutionCandidate.Winograd4x4] : Array.Empty<ConvolutionCandidate>(),
            ConvolutionCandidate.Narrow4,
            narrowMap ? ConvolutionCandidate.Tile4x2 : ConvolutionCandidate.Tile8x2,
            ConvolutionCandidate.Tile16x1,
        ];
        return preferred.First(candidate => Supports(candidate, node, input, output));
    }

    /// <summary>All candidates that make sense on a device and can compute a convolution.</summary>
    public static IEnumerable<ConvolutionCandidate> CandidatesFor(
        ComputeDevice device, ConvolutionNode node, TensorShape input, TensorShape output) =>
        Enum.GetValues<ConvolutionCandidate>().Where(candidate => RunsOn(device, candidate) && Supports(candidate, node, input, output));

    // Processors can run the groups' kernels, slowly, and GPUs the tiles', very slowly: tests do, plans do not.
    private static bool RunsOn(ComputeDevice device, ConvolutionCandidate candidate) => candidate switch
    {
        ConvolutionCandidate.Group128x128 or ConvolutionCandidate.Group64x64 => !device.IsProcessor,
        _ when ConvolutionLauncher.IsOnTensorCores(candidate) => !device.IsProcessor && device.Precision != Precision.Fp32,
        _ => device.IsProcessor,
    };

    // The largest tile that gives every multiprocessor a group: it reads least for each product. Linear layers (maps of one row) act on
    // the time steps' embedding, once a session: there, precision is free.
    private static ConvolutionCandidate ChooseForGpu(ComputeDevice device, TensorShape output)
    {
        bool large = output.C > 64 && ConvolutionSplit.Groups(output, 128, 128) >= device.Multiprocessors;
        if (device.Precision == Precision.Fp32 || output.H == 1)
        {
            return large ? ConvolutionCandidate.Group128x128 : ConvolutionCandidate.Group64x64;
        }

        return large ? ConvolutionCandidate.TensorCore128x128
            : ConvolutionSplit.Groups(output, 128, 64) >= device.Multiprocessors ? ConvolutionCandidate.TensorCore128x64
            : ConvolutionCandidate.TensorCore64x64;
    }

    // Costs of an input-output channel pair, in multiply-adds: Winograd does 36 a tile (eight tiles at a time) where the direct form does
    // 9 a pixel, but reads 36 weights instead of 9. Weights that outgrow the caches cost as much as the processor could multiply-add in
    // the time that memory takes: about 22 each (55 G multiply-adds/s and 10 GB/s a core; the ratio is alike on most processors).
    private static bool WinogradPays(TensorShape input, TensorShape output)
    {
        long pairs = (long)input.C * output.C;
        long tiles = 8L * Rounding.DivideUp(output.N * Rounding.DivideUp(output.H, 4) * Rounding.DivideUp(output.W, 4), 8);
        double streamed = 4.0 * 36 * pairs > LastLevelCacheBytes ? 22 : 0;
        return (36 * tiles) + (36 * streamed) < (9.0 * output.N * output.H * output.W) + (9 * streamed);
    }

    /// <summary>True where a candidate can compute a convolution.</summary>
    public static bool Supports(ConvolutionCandidate candidate, ConvolutionNode node, TensorShape input, TensorShape output) => candidate switch
    {
        ConvolutionCandidate.Winograd4x4 => node is { KernelSize: 3, Stride: 1 } && input.C % 16 == 0
            && output.C % WinogradConvolutionKernels.Columns == 0,
        ConvolutionCandidate.Narrow4 => output.C <= NarrowConvolutionKernels.MaxOutputs && input.C % 16 == 0 && node.Residual is null,
        ConvolutionCandidate.Tile16x1 => ConvolutionPacking.ColumnsFor(output.C) == 16,
        ConvolutionCandidate.Tile8x2 or ConvolutionCandidate.Tile4x2 => ConvolutionPacking.ColumnsFor(output.C) == 32,
        _ => true,
    };
}
