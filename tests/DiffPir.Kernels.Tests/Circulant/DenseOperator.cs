namespace DiffPir.Kernels.Tests.Circulant;

/// <summary>Periodic convolution and reduction by plain loops in double: the reference of the data step.</summary>
internal sealed class DenseOperator(int rows, int columns, int scale, int kernelRows, int kernelColumns, float[] kernel)
{
    /// <summary>H x.</summary>
    public double[] Forward(double[] x)
    {
        double[] y = new double[rows / scale * (columns / scale)];
        Visit((output, input, weight) => y[output] += weight * x[input]);
        return y;
    }

    /// <summary>H^T y.</summary>
    public double[] Adjoint(double[] y)
    {
        double[] x = new double[rows * columns];
        Visit((output, input, weight) => x[input] += weight * y[output]);
        return x;
    }

    private void Visit(Action<int, int, double> entry)
    {
        for (int o = 0; o < rows / scale * (columns / scale); o++)
        {
            int row = o / (columns / scale) * scale, column = o % (columns / scale) * scale;
            for (int k = 0; k < kernel.Length; k++)
            {
                int fromRow = Modulo(row - ((k / kernelColumns) - (kernelRows / 2)), rows);
                int fromColumn = Modulo(column - ((k % kernelColumns) - (kernelColumns / 2)), columns);
                entry(o, (fromRow * columns) + fromColumn, kernel[k]);
            }
        }
    }

    private static int Modulo(int value, int divisor) => ((value % divisor) + divisor) % divisor;
}
