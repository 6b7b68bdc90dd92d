using ILGPU.IR.Intrinsics;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Instructions of NVIDIA's tensor cores (sm_80 and later): asynchronous copies to shared memory, and products of tiles in shared memory
/// with sums that stay in named registers of the kernel. <see cref="TensorCorePtx"/> prints them; the bodies run
/// <see cref="TensorCoreModel"/>, which lets the CPU accelerator execute the same kernels with warps of 32 threads. Other backends have none
/// of this.
/// </summary>
internal static class TensorCore
{
    /// <summary>Declares the kernel's sums and sets them to zero. Once a kernel, before any branch.</summary>
    [IntrinsicImplementation]
    public static void Begin<TTile>()
        where TTile : struct, ITensorTile => TensorCoreModel.Begin(default(TTile));

    /// <summary>
    /// sums += left * right over 32 bytes of depth (16 values, or 8 of tf32), for a warp's tile. <paramref name="left"/> and
    /// <paramref name="right"/> are the chunks that <see cref="TensorCoreLayout.LeftChunk"/> and
    /// <see cref="TensorCoreLayout.RightChunk"/> give for the thread's lane. Values of tf32 are rounded on the left; the right is taken
    /// as rounded.
    /// </summary>
    [IntrinsicImplementation]
    public static void MultiplyAdd<TTile, TElement>(ref Float4 left, ref Float4 right)
        where TTile : struct, ITensorTile
        where TElement : struct, ITensorElement =>
        TensorCoreModel.MultiplyAdd(default(TTile), default(TElement), ref left, ref right);

    /// <summary>
    /// Writes a warp's sums to a tile in shared memory. <paramref name="to"/> is the thread's first sum
    /// (<see cref="TensorCoreLayout.SumRow"/>, <see cref="TensorCoreLayout.SumColumn"/>); rows are <paramref name="stride"/> floats apart, an
    /// even number.
    /// </summary>
    [IntrinsicImplementation]
    public static void StoreSums<TTile>(ref float to, int stride)
        where TTile : struct, ITensorTile => TensorCoreModel.StoreSums(default(TTile), ref to, stride);

    /// <summary>
    /// Begins to copy 16 bytes from global to shared memory: the first <paramref name="bytes"/> of the source, zeros for the rest. Keeps
    /// what it reads in the first-level cache.
    /// </summary>
    [IntrinsicImplementation]
    public static void CopyAsync(ref Float4 to, ref Float4 from, int bytes) => TensorCoreModel.CopyAsync(ref to, ref from, bytes);

    /// <summary>Ends a group of copies.</summary>
    [IntrinsicImplementation]
    public static void CommitCopies() => TensorCoreModel.CommitCopies();

    /// <summary>Waits until this thread's copies have arrived, those of the newest group excepted.</summary>
    [IntrinsicImplementation]
    public static void WaitForCopies() => TensorCoreModel.WaitForCopies();

    /// <summary>Two values in the 16-bit format, the first in the lower half of the result's bits.</summary>
    [IntrinsicImplementation]
    public static float Pack<TElement>(float low, float high)
        where TElement : struct, ITensorElement =>
        BitConverter.UInt32BitsToSingle(
            TensorCoreNumbers.Encode(default(TElement), low) | (TensorCoreNumbers.Encode(default(TElement), high) << 16));
}
