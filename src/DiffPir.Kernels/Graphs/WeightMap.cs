namespace DiffPir.Kernels;

/// <summary>
/// Where the elements of a packed weight come from, found by packing the elements' own numbers. Numbers do not fit a float as a whole, so
/// their lower and upper digits are packed one after the other.
/// </summary>
internal static class WeightMap
{
    private const int Base = 4096;

    /// <summary>For each packed element its place in the tensor plus <paramref name="offset"/>; -1 for zeros that fill up.</summary>
    public static int[] OfPacked(string name, WeightForm form, long offset)
    {
        int[] map = new int[form.Length];
        float[] lower = new float[form.BlockLength];
        float[] upper = new float[form.BlockLength];
        for (int block = 0; block < form.Blocks; block++)
        {
            int first = block * form.RowsPerBlock, rows = Math.Min(form.RowsPerBlock, form.Rows - first);
            float[] values = new float[rows * form.RowLength];
            form.ReadRows(Lower, name, first, values);
            form.Pack(values, lower);
            form.ReadRows(Upper, name, first, values);
            form.Pack(values, upper);
            Join(lower, upper, offset, map.AsSpan(block * form.BlockLength, form.BlockLength));
        }

        return map;
    }

    /// <summary>For each element of the form's rows its place in the tensor plus <paramref name="offset"/>.</summary>
    public static int[] OfRows(string name, WeightForm form, long offset)
    {
        int[] map = new int[form.Rows * form.RowLength];
        float[] lower = new float[map.Length];
        float[] upper = new float[map.Length];
        form.ReadRows(Lower, name, 0, lower);
        form.ReadRows(Upper, name, 0, upper);
        Join(lower, upper, offset, map);
        return map;
    }

    private static void Lower(string name, long first, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = ((first + i) % Base) + 1;
        }
    }

    private static void Upper(string name, long first, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (first + i) / Base;
        }
    }

    private static void Join(ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, long offset, Span<int> map)
    {
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = lower[i] == 0 ? -1 : checked((int)(offset + (Base * (long)upper[i]) + (long)lower[i] - 1));
        }
    }
}
