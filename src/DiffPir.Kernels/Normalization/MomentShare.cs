using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>Where the partial moments of one group of channels of one image lie in two tables (<see cref="MomentTable"/>), for kernels.</summary>
internal struct MomentShare
{
    /// <summary>Elements of the tables at which the group's first channel begins.</summary>
    public int FirstStart, SecondStart;

    /// <summary>Channels of the tables.</summary>
    public int FirstChannels, SecondChannels;

    /// <summary>Chunks of the tables.</summary>
    public int FirstChunks, SecondChunks;

    /// <summary>Channels of the group in each table.</summary>
    public int InFirst, InSecond;

    /// <summary>The share of a group.</summary>
    /// <param name="channels">Channels of the value.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="firstChannels">Channels in the first table.</param>
    /// <param name="firstChunks">Chunks of the first table.</param>
    /// <param name="secondChunks">Chunks of the second.</param>
    /// <param name="n">Image.</param>
    /// <param name="group">Group of channels.</param>
    public static MomentShare Of(int channels, int groups, int firstChannels, int firstChunks, int secondChunks, int n, int group)
    {
        int inGroup = channels / groups, start = group * inGroup, inFirst = IntrinsicMath.Clamp(firstChannels - start, 0, inGroup);
        int secondChannels = channels - firstChannels;
        return new()
        {
            FirstStart = (n * firstChunks * MomentTable.Entries * firstChannels) + start,
            SecondStart = (n * secondChunks * MomentTable.Entries * secondChannels) + start + inFirst - firstChannels,
            FirstChannels = firstChannels,
            SecondChannels = secondChannels,
            FirstChunks = firstChunks,
            SecondChunks = secondChunks,
            InFirst = inFirst,
            InSecond = inGroup - inFirst,
        };
    }
}
