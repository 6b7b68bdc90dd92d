namespace DiffPir.Kernels.Fourier;

/// <summary>Sizes of strips of columns that groups of <see cref="GroupFourierKernels"/> take through shared memory.</summary>
/// <param name="Rows">Rows of the planes: the length of the transform.</param>
/// <param name="Columns">Columns of the planes.</param>
/// <param name="Pitch">Distance of two rows read.</param>
/// <param name="Shift">Logarithm of the columns of a strip, to the base 2.</param>
/// <param name="Pad">Rows left empty behind each of the blocks that the first pass makes: 0, or 1 for fewer conflicts of memory banks.</param>
/// <param name="Passes">Passes of the transform.</param>
/// <param name="Radices">Their radices, <see cref="GroupFourierKernels.BitsOfRadix"/> bits each, the first one lowest.</param>
/// <param name="Block">Length of what is left to transform after the first pass: L1.</param>
/// <param name="TargetRow">Distance of two rows in the target.</param>
/// <param name="TargetColumn">Distance of two columns in the target.</param>
/// <param name="TargetPlane">Distance of two planes in the target.</param>
internal readonly record struct GroupStrip(
    int Rows, int Columns, int Pitch, int Shift, int Pad, int Passes, int Radices, int Block, int TargetRow, int TargetColumn, long TargetPlane);
