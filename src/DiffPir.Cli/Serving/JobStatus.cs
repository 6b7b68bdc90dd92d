namespace DiffPir.Cli.Serving;

/// <summary>What the server tells of a job, as JSON.</summary>
/// <param name="Id">Its name.</param>
/// <param name="State">queued, running, done, failed or cancelled.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Progress">The share of the work that is done, 0 to 1: some steps take less than others.</param>
/// <param name="Preview">The step of which an expected picture can be fetched; 0 where there is none.</param>
/// <param name="Mask">Whether scratches and dust were looked for and found: then their mask can be fetched.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
/// <param name="Job">The job as the YAML that <c>restore --job</c> reads; empty where the picture is left as it is.</param>
/// <param name="Warnings">What a person should know.</param>
/// <param name="ResidualRatio">What the result leaves unexplained over the noise; null before it is done.</param>
internal sealed record JobStatus(
    string Id,
    string State,
    int Step,
    int Steps,
    double Progress,
    int Preview,
    bool Mask,
    string? Error,
    string Job,
    IReadOnlyList<string> Warnings,
    double? ResidualRatio);
