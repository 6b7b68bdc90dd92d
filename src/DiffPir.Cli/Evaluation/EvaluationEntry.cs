using DiffPir.Sampler;

namespace DiffPir.Cli.Evaluation;

/// <summary>A method of an evaluation.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Configure">Its options for a degradation.</param>
internal sealed record EvaluationEntry(string Method, Func<Degradation, MethodOptions> Configure);
