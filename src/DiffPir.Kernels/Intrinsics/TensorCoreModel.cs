using System.Runtime.CompilerServices;
using ILGPU;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// What the instructions of <see cref="TensorCore"/> do, register by register, as the PTX manual (sections on ldmatrix, mma and cp.async)
/// defines them. It runs on the CPU accelerator where each thread of a group is a thread of the process and a warp has 32: one group at a
/// time. Copies take effect when they are waited for, and no earlier, so that a missing wait shows.
/// </summary>
internal static unsafe class TensorCoreModel
{
    private const int MaxThreads = 1024, MaxRegisters = 32;

    // What the lanes of a warp give each other: addresses for ldmatrix, then the registers that it fills.
    private static readonly nint[] LeftRows = new nint[MaxThreads], RightRows = new nint[MaxThreads];

    private static readonly uint[] Left = new uint[MaxThreads * MaxRegisters], Right = new uint[MaxThreads * MaxRegisters];

    [ThreadStatic]
    private static float[]? _sums;

    [ThreadStatic]
    private static Queue<List<Copy>>? _committed;

    [ThreadStatic]
    private static List<Copy>? _open;

    /// <inheritdoc cref="TensorCore.Begin"/>
    public static void Begin(ITensorTile tile)
    {
        _sums = new float[4 * tile.RowTiles * tile.ColumnTiles];
        _committed = new();
        _open = [];
    }

    /// <inheritdoc cref="TensorCore.MultiplyAdd"/>
    public static void MultiplyAdd(ITensorTile tile, ITensorElement element, ref Float4 left, ref Float4 right)
    {
        int thread = Group.LinearIndex, lane = thread % TensorCoreLayout.WarpSize, warp = thread - lane;
        LeftRows[thread] = (nint)Unsafe.AsPointer(ref left);
        RightRows[thread] = (nint)Unsafe.AsPointer(ref right);
        Warp.Barrier();
        for (int i = 0; i < tile.RowTiles; i++)
        {
            LoadMatrices(LeftRows, warp, lane, i, Left);
        }

        for (int j = 0; j < tile.ColumnTiles / 2; j++)
        {
            LoadMatrices(RightRows, warp, lane, j, Right);
        }

        Warp.Barrier();
        for (int i = 0; i < tile.RowTiles; i++)
        {
            for (int j = 0; j < tile.ColumnTiles; j++)
            {
                for (int c = 0; c < 4; c++)
                {
                    int row = (lane / 4) + (8 * (c / 2)), column = (2 * (lane % 4)) + (c % 2);
                    _sums![(((i * tile.ColumnTiles) + j) * 4) + c] += Product(element, warp, i, row, j, column);
                }
            }
        }

        Warp.Barrier();
    }

    /// <inheritdoc cref="TensorCore.StoreSums"/>
    public static void StoreSums(ITensorTile tile, ref float to, int stride)
    {
        for (int i = 0; i < tile.RowTiles; i++)
        {
            for (int j = 0; j < tile.ColumnTiles; j++)
            {
                for (int c = 0; c < 4; c++)
                {
                    int row = (16 * i) + (8 * (c / 2)), column = (8 * j) + (c % 2);
                    Unsafe.Add(ref to, (row * stride) + column) = _sums![(((i * tile.ColumnTiles) + j) * 4) + c];
                }
            }
        }
    }

    /// <inheritdoc cref="TensorCore.CopyAsync"/>
    public static void CopyAsync(ref Float4 to, ref Float4 from, int bytes) =>
        _open!.Add(new((nint)Unsafe.AsPointer(ref to), (nint)Unsafe.AsPointer(ref from), bytes));

    /// <inheritdoc cref="TensorCore.CommitCopies"/>
    public static void CommitCopies()
    {
        _committed!.Enqueue(_open!);
        _open = [];
    }

    /// <inheritdoc cref="TensorCore.WaitForCopies"/>
    public static void WaitForCopies()
    {
        while (_committed!.Count > 1)
        {
            foreach (var (to, from, bytes) in _committed.Dequeue())
            {
                var target = new Span<byte>((void*)to, sizeof(Float4));
                target.Clear();
                new ReadOnlySpan<byte>((void*)from, bytes).CopyTo(target);
            }
        }
    }

    // ldmatrix.x4: lane 8m + r gave the address of row r of matrix m; each lane receives the 32-bit word lane % 4 of row lane / 4 of all four.
    // Further matrices lie 16 rows on.
    private static void LoadMatrices(nint[] rows, int warp, int lane, int block, uint[] registers)
    {
        for (int m = 0; m < 4; m++)
        {
            nint row = rows[warp + (8 * m) + (lane / 4)] + (block * 16 * TensorCoreLayout.RowChunks * sizeof(Float4));
            registers[((warp + lane) * MaxRegisters) + (4 * block) + m] = ((uint*)row)[lane % 4];
        }
    }

    // mma m16n8k16 of 16-bit values, two a register, and m16n8k8 of tf32, one a register: which lane's which register holds an operand.
    private static float Product(ITensorElement element, int warp, int i, int row, int j, int column)
    {
        int inRegister = element.InChunk / 4, bits = 32 / inRegister;
        uint mask = uint.MaxValue >> (32 - bits);
        float sum = 0f;
        for (int k = 0; k < 2 * element.InChunk; k++)
        {
            int half = k / element.InChunk, lane = k % element.InChunk / inRegister, shift = k % inRegister * bits;
            int a = ((warp + (4 * (row % 8)) + lane) * MaxRegisters) + (4 * i) + (row / 8) + (2 * half);
            int b = ((warp + (4 * column) + lane) * MaxRegisters) + (2 * j) + half;
            uint left = (Left[a] >> shift) & mask, right = (Right[b] >> shift) & mask;
            if (element is Tf32Element)
            {
                left = TensorCoreNumbers.Encode(element, BitConverter.UInt32BitsToSingle(left));
            }

            sum += TensorCoreNumbers.Decode(element, left) * TensorCoreNumbers.Decode(element, right);
        }

        return sum;
    }

    private readonly record struct Copy(nint To, nint From, int Bytes);
}
