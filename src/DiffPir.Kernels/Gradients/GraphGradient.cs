using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.Gradients;

/// <summary>
/// Extends a graph by its own gradient: the operations that compute the vector-Jacobian product J^T v, J being the Jacobian of the output
/// with respect to an input. Every operation says which operations compute its share; the result is a graph like any other. What the
/// gradient reads again of the values on the way to the output stays in memory until then, or is computed again (<see cref="GradientMemory"/>).
/// </summary>
public static class GraphGradient
{
    /// <summary>Makes the graph that computes the output and then the gradient.</summary>
    /// <param name="graph">A network of one output.</param>
    /// <param name="inputs">Shapes of its inputs by name.</param>
    /// <param name="input">The input for which the gradient is wanted.</param>
    /// <param name="memory">What stays in memory until the gradient reads it.</param>
    /// <returns>
    /// A graph with a further input, v, and a further output, J^T v; operations are fused on the way to the output.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes do not fit together, or the output does not depend on the input.</exception>
    public static GradientGraph Of(
        Graph graph, IReadOnlyDictionary<string, TensorShape> inputs, string input, GradientMemory memory = GradientMemory.Recompute)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Make(graph, inputs, input, memory);
    }

    /// <summary>Makes the graph that computes the output and then the gradients of all parameters, weights and conditioning.</summary>
    /// <param name="graph">A network of one output, each of whose parameters one operation reads.</param>
    /// <param name="inputs">Shapes of its inputs by name.</param>
    /// <param name="memory">What stays in memory until the gradient reads it.</param>
    /// <returns>A graph with a further input, v; its plan is told where the gradients go (<see cref="PlanTraining"/>).</returns>
    /// <exception cref="ArgumentException">Shapes do not fit together, or no operation has parameters.</exception>
    public static GradientGraph OfParameters(
        Graph graph, IReadOnlyDictionary<string, TensorShape> inputs, GradientMemory memory = GradientMemory.Recompute) => Make(graph, inputs, null, memory);

    private static GradientGraph Make(Graph graph, IReadOnlyDictionary<string, TensorShape> inputs, string? input, GradientMemory memory)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var forward = GraphFusion.Fuse(graph);
        var builder = new GradientBuilder(forward, forward.InferShapesFrom(inputs), input, (name, left, right) => new AddNode(name, left, right));
        string? gradient = builder.Build();
        string[] outputs = gradient is null ? [builder.Output] : [builder.Output, gradient];
        return new(new Graph(new RecomputePass(forward, builder.Nodes, memory).Run(), outputs), builder.Output, builder.Vector, gradient);
    }
}
