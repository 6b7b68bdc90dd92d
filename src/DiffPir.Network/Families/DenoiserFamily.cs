namespace DiffPir.Network;

/// <summary>A kind of network that can be a prior: how it is recognised, and what is made of it.</summary>
internal abstract class DenoiserFamily
{
    /// <summary>Its name for programs.</summary>
    public abstract DenoiserArchitecture Architecture { get; }

    /// <summary>Tensors that only it has, and its name for people.</summary>
    public abstract NetworkMark Mark { get; }

    /// <summary>Whether its noise schedule is known, so that none can be given.</summary>
    public abstract bool HasOwnSchedule { get; }

    /// <summary>The network of a checkpoint, of whose tensors only names and shapes are looked at.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="options">What they do not tell; null for the defaults.</param>
    /// <exception cref="CheckpointException">It is not quite one of this kind.</exception>
    public abstract RecognisedNetwork Infer(Checkpoint checkpoint, UNetOptions? options);
}
