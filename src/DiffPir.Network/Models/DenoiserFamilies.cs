namespace DiffPir.Network;

/// <summary>The kinds of networks that can be priors. Another kind is a class beside its network, its mark, and a line here.</summary>
internal static class DenoiserFamilies
{
    private static readonly DenoiserFamily[] All = [new GuidedDiffusionFamily(), new DiffusersFamily(), new DrunetFamily()];

    /// <summary>The kind of a checkpoint; null if it is none of the known ones.</summary>
    public static DenoiserFamily? Of(Checkpoint checkpoint) => Array.Find(All, family => family.Mark.IsOn(checkpoint));
}
