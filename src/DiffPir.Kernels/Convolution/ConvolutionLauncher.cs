using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares the launch of a convolution by any candidate.</summary>
internal static class ConvolutionLauncher
{
    /// <summary>Elements of scratch memory.</summary>
    public static long ScratchElements(ComputeDevice device, ConvolutionCandidate candidate, TensorShape input, TensorShape output) =>
        candidate switch
        {
            ConvolutionCandidate.Winograd4x4 => WinogradConvolutionLauncher.ScratchElements(device, input, output),
            ConvolutionCandidate.Group128x128 => GroupConvolutionLauncher.ScratchElements<GroupTile128x128>(device, input, output),
            ConvolutionCandidate.Group64x64 => GroupConvolutionLauncher.ScratchElements<GroupTile64x64>(device, input, output),
            ConvolutionCandidate.TensorCore128x128 => TensorCoreConvolutionLauncher.ScratchElements<TensorTile128x128>(device, input, output),
            ConvolutionCandidate.TensorCore128x64 => TensorCoreConvolutionLauncher.ScratchElements<TensorTile128x64>(device, input, output),
            ConvolutionCandidate.TensorCore64x64 => TensorCoreConvolutionLauncher.ScratchElements<TensorTile64x64>(device, input, output),
            _ => 0,
        };

    /// <summary>Chunks of the table of moments that a candidate leaves of its output; 0 where it leaves none.</summary>
    public static int MomentChunks(
        ComputeDevice device, ConvolutionCandidate candidate, TensorShape input, TensorShape output, int kernelSize)
    {
        int taps = kernelSize * kernelSize;
        return candidate switch
        {
            ConvolutionCandidate.Winograd4x4 when output.N == 1 => WinogradConvolutionLauncher.MomentChunks(device, output),
            ConvolutionCandidate.Group128x128 => GroupConvolutionLauncher.MomentChunks<GroupTile128x128>(device, input, output, taps),
            ConvolutionCandidate.Group64x64 => GroupConvolutionLauncher.MomentChunks<GroupTile64x64>(device, input, output, taps),
            ConvolutionCandidate.TensorCore128x128 => TensorCoreConvolutionLauncher.MomentChunks<TensorTile128x128>(device, input, output, taps),
            ConvolutionCandidate.TensorCore128x64 => TensorCoreConvolutionLauncher.MomentChunks<TensorTile128x64>(device, input, output, taps),
            ConvolutionCandidate.TensorCore64x64 => TensorCoreConvolutionLauncher.MomentChunks<TensorTile64x64>(device, input, output, taps),
            _ => 0,
        };
    }

    /// <summary>True for the candidates that run on tensor cores.</summary>
    public static bool IsOnTensorCores(ConvolutionCandidate candidate) =>
        candidate is ConvolutionCandidate.TensorCore128x128 or ConvolutionCandidate.TensorCore128x64 or ConvolutionCandidate.TensorCore64x64;

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare(
        ComputeDevice device,
        ConvolutionNode node,
        ConvolutionCandidate candidate,
        WeightStore weights,
        PlacedValue x,
        PlacedValue? residual,
        PlacedValue y,
        ArrayView<float> scratch,
        MomentTable? moments = null)
    {
        var operands = new ConvolutionOperands(device, node, weights, x, residual, y);
        return candidate switch
        {
            ConvolutionCandidate.Winograd4x4 => WinogradConvolutionLauncher.Prepare(operands, scratch, moments),
            ConvolutionCandidate.Narrow4 => NarrowConvolutionLauncher.Prepare(operands),
            ConvolutionCandidate.Group128x128 => GroupConvolutionLauncher.Prepare<GroupTile128x128>(operands, scratch, moments),
            ConvolutionCandidate.Group64x64 => GroupConvolutionLauncher.Prepare<GroupTile64x64>(operands, scratch, moments),
            ConvolutionCandidate.TensorCore128x128 => TensorCoreConvolutionLauncher.Prepare<TensorTile128x128>(operands, scratch, moments),
            ConvolutionCandidate.TensorCore128x64 => TensorCoreConvolutionLauncher.Prepare<TensorTile128x64>(operands, scratch, moments),
            ConvolutionCandidate.TensorCore64x64 => TensorCoreConvolutionLauncher.Prepare<TensorTile64x64>(operands, scratch, moments),
            _ => TileConvolutionLauncher.Prepare(operands, candidate),
        };
    }
}
