namespace DiffPir.Cli.Images.Matlab;

/// <summary>A variable of a MAT-file, or an entry of a cell array.</summary>
/// <param name="Name">Its name; empty for an entry.</param>
/// <param name="Kind">What it holds, for people: <c>matrix</c>, <c>cell array</c>, or what cannot be read.</param>
/// <param name="Shape">Its sides, rows first; at least two.</param>
/// <param name="Numbers">The numbers of a matrix; null for anything else.</param>
/// <param name="Cells">The entries of a cell array, columns first; empty for anything else.</param>
internal sealed record MatArray(string Name, string Kind, int[] Shape, MatNumbers? Numbers, IReadOnlyList<MatArray> Cells)
{
    /// <summary>For example <c>kernels (cell array 1x8)</c>.</summary>
    public override string ToString() => $"{Name} ({Kind} {string.Join('x', Shape)})";
}
