using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// How tiles cover one side of an image: as few as need be, all of the same length, evenly spaced, the first at the beginning and the last at
/// the end. Where two overlap, the weight of one falls as the other's rises; at every place the weights of all tiles sum to 1. A tile's ends
/// that another tile covers, a quarter of the overlap, have no weight: there a network sees less than it should.
/// </summary>
internal sealed class TileAxis
{
    private TileAxis(int length, int[] starts)
    {
        Length = length;
        Starts = starts;
        Weights = [.. starts.Select((_, tile) => WeightsOf(tile))];
    }

    /// <summary>Length of every tile.</summary>
    public int Length { get; }

    /// <summary>Where each tile begins.</summary>
    public IReadOnlyList<int> Starts { get; }

    /// <summary>For each tile, the weights of its places.</summary>
    public IReadOnlyList<float[]> Weights { get; }

    /// <summary>Covers a side.</summary>
    /// <param name="side">The side, a multiple of <paramref name="multiple"/>.</param>
    /// <param name="longest">The most a tile may have; rounded down to a multiple, and more than <paramref name="overlap"/> then.</param>
    /// <param name="overlap">The least that neighbours share.</param>
    /// <param name="multiple">What lengths and beginnings are multiples of, so that the network divides all tiles in the same places.</param>
    public static TileAxis Cover(int side, int longest, int overlap, int multiple)
    {
        longest = longest / multiple * multiple;
        if (side <= longest)
        {
            return new(side, [0]);
        }

        int shared = Rounding.RoundUp(overlap, multiple);
        int tiles = Rounding.DivideUp(side - shared, longest - shared);
        int length = Rounding.RoundUp(Rounding.DivideUp(side + ((tiles - 1) * shared), tiles), multiple);
        return new(length, [.. Enumerable.Range(0, tiles).Select(tile => (int)((long)(side - length) * tile / (tiles - 1)) / multiple * multiple)]);
    }

    private float[] WeightsOf(int tile)
    {
        float[] weights = new float[Length];
        for (int i = 0; i < Length; i++)
        {
            double all = 0;
            for (int other = 0; other < Starts.Count; other++)
            {
                all += Window(other, Starts[tile] + i);
            }

            weights[i] = (float)(Window(tile, Starts[tile] + i) / all);
        }

        return weights;
    }

    // 1 in the middle of a tile; towards a neighbour 1 for a quarter of what they share, then falling to 0 in a straight line, 0 for a quarter.
    private double Window(int tile, int place)
    {
        double weight = place >= Starts[tile] && place < Starts[tile] + Length ? 1 : 0;
        if (tile > 0)
        {
            weight = Math.Min(weight, Ramp(place - Starts[tile], Starts[tile - 1] + Length - Starts[tile]));
        }

        return tile < Starts.Count - 1
            ? Math.Min(weight, Ramp(Starts[tile] + Length - 1 - place, Starts[tile] + Length - Starts[tile + 1]))
            : weight;
    }

    private static double Ramp(int fromEnd, int shared) => Math.Clamp((fromEnd + 0.5 - (shared / 4.0)) / (shared / 2.0), 0, 1);
}
