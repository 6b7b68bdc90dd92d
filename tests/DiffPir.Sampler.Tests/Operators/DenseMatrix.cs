using DiffPir.Kernels;

namespace DiffPir.Sampler.Tests.Operators;

/// <summary>A linear operator written out: one column for each element of its domain, in double precision.</summary>
internal sealed class DenseMatrix
{
    private readonly double[][] _columns;
    private readonly int _rows;

    private DenseMatrix(double[][] columns) => (_columns, _rows) = (columns, columns[0].Length);

    /// <summary>Number of elements of the domain.</summary>
    public int Columns => _columns.Length;

    /// <summary>Applies an operator to every unit vector.</summary>
    public static DenseMatrix Of(LinearOperator linear)
    {
        using var x = linear.Device.Allocate(linear.Domain);
        using var y = linear.Device.Allocate(linear.Range);
        double[][] columns = new double[linear.Domain.Elements][];
        for (int i = 0; i < columns.Length; i++)
        {
            float[] unit = new float[columns.Length];
            unit[i] = 1;
            x.Upload(unit);
            linear.Apply(x, y);
            columns[i] = [.. y.Download().Select(value => (double)value)];
        }

        return new(columns);
    }

    /// <summary>H x.</summary>
    public double[] Times(double[] x)
    {
        double[] y = new double[_rows];
        for (int i = 0; i < Columns; i++)
        {
            for (int j = 0; j < _rows; j++)
            {
                y[j] += _columns[i][j] * x[i];
            }
        }

        return y;
    }

    /// <summary>H^T y.</summary>
    public double[] TransposedTimes(double[] y) => [.. _columns.Select(column => column.Zip(y, (a, b) => a * b).Sum())];

    /// <summary>argmin_p ||y - H p||^2 + rho ||z - p||^2, by elimination.</summary>
    public double[] Proximal(double[] y, double[] z, double rho)
    {
        double[][] matrix = new double[Columns][];
        for (int i = 0; i < Columns; i++)
        {
            matrix[i] = [.. _columns.Select(column => column.Zip(_columns[i], (a, b) => a * b).Sum()), 0];
            matrix[i][i] += rho;
        }

        double[] right = TransposedTimes(y);
        for (int i = 0; i < Columns; i++)
        {
            matrix[i][Columns] = right[i] + (rho * z[i]);
        }

        return Solve(matrix);
    }

    /// <summary>Gauss elimination of a positive definite system with its right-hand side as last column.</summary>
    private static double[] Solve(double[][] matrix)
    {
        int n = matrix.Length;
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                double factor = matrix[j][i] / matrix[i][i];
                for (int k = i; k <= n; k++)
                {
                    matrix[j][k] -= factor * matrix[i][k];
                }
            }
        }

        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = matrix[i][n];
            for (int k = i + 1; k < n; k++)
            {
                sum -= matrix[i][k] * x[k];
            }

            x[i] = sum / matrix[i][i];
        }

        return x;
    }
}
