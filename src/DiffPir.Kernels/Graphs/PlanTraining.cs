namespace DiffPir.Kernels;

/// <summary>
/// What a plan of a graph with gradients of its parameters needs: like the parameters themselves they are no values of the graph. Image n
/// then reads column n of the conditioning table.
/// </summary>
/// <param name="Parameters">Where each parameter begins.</param>
/// <param name="Gradients">Receives the gradients, in that order; values of parameters that the graph does not use are left as they are.</param>
/// <param name="ConditioningGradient">Receives the gradient with respect to the conditioning table; null where the graph reads none.</param>
public sealed record PlanTraining(ParameterLayout Parameters, Tensor Gradients, Tensor? ConditioningGradient = null);
