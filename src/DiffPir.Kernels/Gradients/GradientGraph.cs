namespace DiffPir.Kernels.Gradients;

/// <summary>
/// A graph that computes an output and then J^T v, J being the Jacobian of the output with respect to an input or to all parameters.
/// </summary>
/// <param name="Graph">The operations.</param>
/// <param name="Output">Name of the output; it is complete before <paramref name="Vector"/> is read.</param>
/// <param name="Vector">Name of the input v, of the output's shape.</param>
/// <param name="Gradient">Name of the output J^T v, of the input's shape; null for that of parameters (<see cref="PlanTraining"/>).</param>
public sealed record GradientGraph(Graph Graph, string Output, string Vector, string? Gradient);
