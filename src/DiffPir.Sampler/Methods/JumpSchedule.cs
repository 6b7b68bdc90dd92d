namespace DiffPir.Sampler;

/// <summary>
/// Positions of a sampling loop that travels back in time (Lugmayr et al., "RePaint", 2022, appendix): down from count - 1 to 0, and at every
/// length-th position back up by length, repeat - 1 times. It ends with -1, the clean picture.
/// </summary>
internal static class JumpSchedule
{
    /// <summary>The positions.</summary>
    public static IReadOnlyList<int> Create(int count, int length, int repeat)
    {
        int[] jumps = new int[count + 1];
        for (int position = 0; position < count - length; position += length)
        {
            jumps[position] = repeat - 1;
        }

        var positions = new List<int>();
        int t = count;
        while (t >= 1)
        {
            positions.Add(--t);
            if (jumps[t] > 0)
            {
                jumps[t]--;
                for (int i = 0; i < length; i++)
                {
                    positions.Add(++t);
                }
            }
        }

        positions.Add(-1);
        return positions;
    }
}
