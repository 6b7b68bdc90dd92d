namespace DiffPir.Benchmarks.Peers;

/// <summary>What every peer evaluates, the same in every language.</summary>
internal static class PeerInput
{
    /// <summary>The time step.</summary>
    public const int Timestep = 500;

    /// <summary>Channels of the picture, and of the noise: the network may predict a variance in more.</summary>
    public const int Channels = 3;

    /// <summary>A square picture, planar.</summary>
    public static float[] Picture(int size) =>
        [.. Enumerable.Range(0, Channels * size * size).Select(i => (float)Math.Sin(0.37 * i))];
}
