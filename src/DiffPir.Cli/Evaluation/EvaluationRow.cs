using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Evaluation;

/// <summary>One picture restored by one method.</summary>
/// <param name="Picture">File name of the truth.</param>
/// <param name="Task">The task's word.</param>
/// <param name="Method">Name of the method or of a plain reference.</param>
/// <param name="Steps">Its steps; 0 for a plain reference.</param>
/// <param name="Evaluations">How often the prior was evaluated.</param>
/// <param name="Metrics">How far the result is from the truth.</param>
/// <param name="Learned">The same by networks.</param>
/// <param name="Seconds">Time of the restoration.</param>
internal sealed record EvaluationRow(
    string Picture, string Task, string Method, int Steps, int Evaluations, PictureMetrics Metrics, LearnedDistances Learned, double Seconds)
{
    /// <summary>The method with its steps, as files are called.</summary>
    public string What => Steps > 0 ? $"{Method}-{Steps}" : Method;
}
