namespace DiffPir.Kernels;

/// <summary>One operation of a plan.</summary>
/// <param name="Name">The operation's name in the graph.</param>
/// <param name="Description">Kind, shape and candidate, for people.</param>
/// <param name="MultiplyAdds">Multiply-adds of the operation's definition (a Winograd candidate does fewer).</param>
internal sealed record PlanStep(string Name, string Description, long MultiplyAdds)
{
    /// <summary>Index of the plan's tensor that is read or written; null for an operation inside.</summary>
    public int? Tensor { get; init; }

    /// <summary>Enqueues the operation's kernels.</summary>
    public required Action<PlanRun> Launch { get; init; }

    /// <summary>An operation that moves data and multiplies nothing to speak of, the same in every run.</summary>
    public static PlanStep Moving(string name, string description, Action launch) => new(name, description, 0) { Launch = _ => launch() };
}
