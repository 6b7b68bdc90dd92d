namespace DiffPir.Kernels.Circulant;

/// <summary>
/// H of y = H x: a periodic convolution with a kernel, then keeping the top left pixel of each block of Scale x Scale.
/// </summary>
public sealed record CirculantModel
{
    private readonly float[] _taps;

    /// <summary>Describes the operator.</summary>
    /// <param name="rows">Rows of x.</param>
    /// <param name="columns">Columns of x.</param>
    /// <param name="scale">Reduction along each side, 1 for none; divides both sides.</param>
    /// <param name="kernelRows">Rows of the kernel; its origin is at half of it, rounded down.</param>
    /// <param name="kernelColumns">Columns of the kernel.</param>
    /// <param name="kernel">The kernel, row by row; it may exceed the picture (it is wrapped).</param>
    /// <exception cref="ArgumentException">A size does not fit.</exception>
    public CirculantModel(int rows, int columns, int scale, int kernelRows, int kernelColumns, ReadOnlySpan<float> kernel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        if (rows % scale != 0 || columns % scale != 0)
        {
            throw new ArgumentException($"scale {scale} does not divide a picture of {rows}x{columns}", nameof(scale));
        }

        if (kernel.Length == 0 || kernel.Length != (long)kernelRows * kernelColumns)
        {
            throw new ArgumentException($"a kernel of {kernelRows}x{kernelColumns} does not have {kernel.Length} values", nameof(kernel));
        }

        (Rows, Columns, Scale, KernelRows, KernelColumns) = (rows, columns, scale, kernelRows, kernelColumns);
        _taps = kernel.ToArray();
    }

    /// <summary>Rows of x.</summary>
    public int Rows { get; }

    /// <summary>Columns of x.</summary>
    public int Columns { get; }

    /// <summary>Reduction along each side.</summary>
    public int Scale { get; }

    /// <summary>Rows of the kernel.</summary>
    public int KernelRows { get; }

    /// <summary>Columns of the kernel.</summary>
    public int KernelColumns { get; }

    /// <summary>The impulse response on the periodic picture: the kernel with its origin moved to the top left corner.</summary>
    internal float[] ImpulseResponse()
    {
        float[] response = new float[Rows * Columns];
        for (int i = 0; i < _taps.Length; i++)
        {
            int row = Modulo((i / KernelColumns) - (KernelRows / 2), Rows), column = Modulo((i % KernelColumns) - (KernelColumns / 2), Columns);
            response[(row * Columns) + column] += _taps[i];
        }

        return response;
    }

    private static int Modulo(int value, int divisor) => ((value % divisor) + divisor) % divisor;
}
