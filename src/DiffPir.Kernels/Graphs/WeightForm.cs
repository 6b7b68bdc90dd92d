using ILGPU;

namespace DiffPir.Kernels;

/// <summary>
/// The order in which a kernel reads a weight: blocks, one after the other, each made of some successive rows of the tensor. So a weight
/// of any size passes through little memory.
/// </summary>
/// <param name="Name">Tells this form of a tensor from its others.</param>
/// <param name="Rows">Rows of the tensor that are used, from its first on.</param>
/// <param name="RowLength">Elements of a row.</param>
/// <param name="RowsPerBlock">Rows that a block is made of; of the last one, those that are left.</param>
/// <param name="BlockLength">Elements of a block.</param>
/// <param name="Pack">Makes a block.</param>
internal sealed record WeightForm(string Name, int Rows, int RowLength, int RowsPerBlock, int BlockLength, WeightForm.PackBlock Pack)
{
    /// <summary>Makes a block of rows.</summary>
    /// <param name="rows">The rows, one after the other.</param>
    /// <param name="block">Where every element is to be written, whatever it holds.</param>
    public delegate void PackBlock(ReadOnlySpan<float> rows, Span<float> block);

    /// <summary>Reads rows.</summary>
    /// <param name="read">Source of weights.</param>
    /// <param name="name">The tensor.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">Receives as many rows as it has room for.</param>
    public delegate void RowReader(ReadWeights read, string name, int first, Span<float> rows);

    /// <summary>How rows are read: by default as the rows of the tensor, which lie one after the other.</summary>
    public RowReader ReadRows { get; init; } = (read, name, first, rows) => read(name, (long)first * RowLength, rows);

    /// <summary>
    /// For a form that is more than another order: makes the launch that computes it on the device, from the places of the rows' elements
    /// among all parameters, to the memory given; the launch takes the parameters. Null where packing only moves elements.
    /// </summary>
    public Func<ComputeDevice, ArrayView<int>, ArrayView<float>, Action<ArrayView<float>>>? PrepareTransform { get; init; }

    /// <summary>Number of blocks.</summary>
    public int Blocks => Rounding.DivideUp(Rows, RowsPerBlock);

    /// <summary>Elements of all blocks.</summary>
    public long Length => (long)Blocks * BlockLength;

    /// <summary>A tensor as it is, zeros behind it.</summary>
    /// <param name="count">Elements of the tensor that are used.</param>
    /// <param name="length">Elements with the zeros.</param>
    public static WeightForm Plain(int count, int length) => new($"plain {count} of {length}", 1, count, 1, length, (rows, block) =>
    {
        rows.CopyTo(block);
        block[rows.Length..].Clear();
    });
}
