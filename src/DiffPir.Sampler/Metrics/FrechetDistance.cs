namespace DiffPir.Sampler;

/// <summary>
/// How far two sets of features are apart if each is taken as normally distributed (Frechet, 1957), the distance of FID:
/// ||m1 - m2||^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)), in double precision.
/// </summary>
public static class FrechetDistance
{
    private const int MaxSweeps = 60;

    /// <summary>The distance.</summary>
    /// <param name="first">At least two vectors of features.</param>
    /// <param name="second">At least two, as long as those.</param>
    /// <exception cref="ArgumentException">There are fewer, or their lengths differ.</exception>
    /// <remarks>
    /// With A and B the centred vectors as rows, divided by the roots of their numbers less one, C1 = A^T A and C2 = B^T B; the eigenvalues of
    /// C1 C2 = A^T (A B^T) B are those of (A B^T)(A B^T)^T, so that the trace of the root is the sum of the singular values of A B^T, a matrix
    /// as small as the sets.
    /// </remarks>
    public static double Between(IReadOnlyList<float[]> first, IReadOnlyList<float[]> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count < 2 || second.Count < 2 || first.Concat(second).Any(vector => vector.Length != first[0].Length))
        {
            throw new ArgumentException("each set needs two vectors at least, all of one length");
        }

        var (meanA, a) = Centre(first);
        var (meanB, b) = Centre(second);
        double distance = meanA.Zip(meanB, (x, y) => (x - y) * (x - y)).Sum();
        double traces = a.Sum(row => Dot(row, row)) + b.Sum(row => Dot(row, row));
        return distance + traces - (2 * SumOfSingularValues([.. a.Select(row => b.Select(other => Dot(row, other)).ToArray())]));
    }

    private static (double[] Mean, double[][] Rows) Centre(IReadOnlyList<float[]> vectors)
    {
        double[] mean = new double[vectors[0].Length];
        foreach (float[] vector in vectors)
        {
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += (double)vector[i] / vectors.Count;
            }
        }

        double scale = 1 / Math.Sqrt(vectors.Count - 1);
        return (mean, [.. vectors.Select(vector => vector.Select((value, i) => scale * (value - mean[i])).ToArray())]);
    }

    /// <summary>Turns rows in pairs until all are orthogonal (Hestenes, 1958): their lengths are the singular values.</summary>
    private static double SumOfSingularValues(double[][] rows)
    {
        // Rows shorter than rounding leaves of the matrix have no direction.
        double negligible = rows.Sum(row => Dot(row, row)) * 1e-30;
        bool turned = true;
        for (int sweep = 0; sweep < MaxSweeps && turned; sweep++)
        {
            turned = false;
            for (int i = 0; i < rows.Length; i++)
            {
                for (int j = i + 1; j < rows.Length; j++)
                {
                    turned |= Orthogonalise(rows[i], rows[j], negligible);
                }
            }
        }

        return rows.Sum(row => Math.Sqrt(Dot(row, row)));
    }

    private static bool Orthogonalise(double[] p, double[] q, double negligible)
    {
        double pp = Dot(p, p), qq = Dot(q, q), pq = Dot(p, q);
        if (Math.Abs(pq) <= 1e-15 * Math.Sqrt(pp * qq) || Math.Min(pp, qq) <= negligible)
        {
            return false;
        }

        double ratio = (qq - pp) / (2 * pq);
        double tangent = (ratio < 0 ? -1 : 1) / (Math.Abs(ratio) + Math.Sqrt(1 + (ratio * ratio)));
        double cosine = 1 / Math.Sqrt(1 + (tangent * tangent)), sine = cosine * tangent;
        for (int k = 0; k < p.Length; k++)
        {
            (p[k], q[k]) = ((cosine * p[k]) - (sine * q[k]), (sine * p[k]) + (cosine * q[k]));
        }

        return true;
    }

    private static double Dot(double[] p, double[] q)
    {
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            sum += p[i] * q[i];
        }

        return sum;
    }
}
