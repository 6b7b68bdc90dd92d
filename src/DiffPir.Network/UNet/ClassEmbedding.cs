using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// The class of a class-conditional UNet. The embedded class is added to the embedded time, whatever the time: so the class's row of the
/// table becomes a part of the last bias of the time's embedding.
/// </summary>
internal static class ClassEmbedding
{
    /// <summary>The table: one row a class.</summary>
    public const string Table = "label_emb.weight";

    private const string Bias = "time_embed.2.bias";

    /// <summary>The weights of the network for its class.</summary>
    /// <param name="read">Its weights by their names in a guided-diffusion checkpoint.</param>
    /// <param name="network">The network.</param>
    public static ReadWeights Fold(ReadWeights read, UNetConfiguration network) => network.Class is not { } chosen
        ? read
        : (name, first, destination) =>
        {
            read(name, first, destination);
            if (name == Bias)
            {
                float[] row = new float[destination.Length];
                read(Table, ((long)chosen * network.TimeChannels) + first, row);
                for (int i = 0; i < row.Length; i++)
                {
                    destination[i] += row[i];
                }
            }
        };

    /// <summary>Checks the choice of a class against the number of classes.</summary>
    /// <exception cref="CheckpointException">
    /// A class is needed and none given, or the other way round, or there is no such class.
    /// </exception>
    public static void Require(UNetConfiguration network, string path)
    {
        (string Problem, string Remedy)? wrong = (network.Classes, network.Class) switch
        {
            ({ } classes, null) => (
                $"the network is conditioned on {classes} classes and none is given",
                $"Give what the image shows, a class from 0 to {classes - 1}"),
            ({ } classes, { } chosen) when chosen < 0 || chosen >= classes => (
                $"the network has no class {chosen}", $"Give a class from 0 to {classes - 1}"),
            (null, { } chosen) => ($"class {chosen} is given, but the network is not conditioned on classes", "Give no class"),
            _ => null,
        };
        if (wrong is var (problem, remedy))
        {
            throw new CheckpointException(CheckpointFault.WrongModel, path, problem, remedy);
        }
    }
}
