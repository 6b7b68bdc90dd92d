namespace DiffPir.Network;

/// <summary>Reads tensors whose elements do not lie one after the other, as transposed or sliced ones do in PyTorch files.</summary>
internal static class StridedGather
{
    /// <summary>
    /// Copies elements in row-major order: that of index (i0, i1, ...) lies i0 stride0 + i1 stride1 + ... elements after the start.
    /// </summary>
    /// <param name="tensor">Sides, strides and element size; the format's reader has checked that all elements lie in the file.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="start">Byte of the element of index (0, 0, ...).</param>
    /// <param name="first">The first element to copy, counted in row-major order.</param>
    /// <param name="destination">Receives as many whole elements as it has room for.</param>
    public static void Copy(CheckpointTensor tensor, MappedFile.Bytes bytes, long start, long first, Span<byte> destination)
    {
        ReadOnlySpan<long> shape = tensor.Shape, strides = tensor.Strides;
        int size = tensor.Type.Bits() / 8;
        Span<long> index = stackalloc long[shape.Length]; // the rank is limited
        long element = 0;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            (first, index[axis]) = Math.DivRem(first, shape[axis]);
            element += index[axis] * strides[axis];
        }

        for (int to = 0; to < destination.Length; to += size)
        {
            bytes.Slice(start + (element * size), size).CopyTo(destination[to..]);
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                element += strides[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                element -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }
    }
}
