namespace DiffPir.Sampler.Estimation;

/// <summary>Connected pieces of a plane of flags.</summary>
internal static class Pieces
{
    /// <summary>The places of each piece; neighbours at corners belong together.</summary>
    /// <param name="flags">Row by row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    public static IEnumerable<List<int>> Of(bool[] flags, int rows, int columns)
    {
        bool[] seen = new bool[flags.Length];
        for (int start = 0; start < flags.Length; start++)
        {
            if (!flags[start] || seen[start])
            {
                continue;
            }

            var piece = new List<int> { start };
            seen[start] = true;
            for (int next = 0; next < piece.Count; next++)
            {
                int y = piece[next] / columns, x = piece[next] % columns;
                for (int row = Math.Max(0, y - 1); row <= Math.Min(rows - 1, y + 1); row++)
                {
                    for (int column = Math.Max(0, x - 1); column <= Math.Min(columns - 1, x + 1); column++)
                    {
                        int at = (row * columns) + column;
                        if (flags[at] && !seen[at])
                        {
                            seen[at] = true;
                            piece.Add(at);
                        }
                    }
                }
            }

            yield return piece;
        }
    }
}
