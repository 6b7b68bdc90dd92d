namespace DiffPir.Fuzz;

/// <summary>What a run of one target came to.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Executions">Inputs read.</param>
/// <param name="Accepted">Inputs that were accepted.</param>
/// <param name="Corpus">Inputs to start from: the seeds and those that were kept.</param>
/// <param name="Edges">Pairs of consecutive branches seen; null without instrumentation.</param>
/// <param name="Outcomes">Different outcomes: places in the code that refused an input, and kinds of what was accepted.</param>
/// <param name="LongestMilliseconds">The longest execution.</param>
/// <param name="MostAllocated">The most bytes that one execution allocated.</param>
/// <param name="Findings">What went wrong, at most a few of each kind.</param>
public sealed record FuzzResult(
    string Target,
    long Executions,
    long Accepted,
    int Corpus,
    int? Edges,
    int Outcomes,
    double LongestMilliseconds,
    long MostAllocated,
    IReadOnlyList<FuzzFinding> Findings);
