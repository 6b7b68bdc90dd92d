namespace DiffPir.Kernels.Embedding;

/// <summary>
/// Sinusoidal embedding of a one-channel map of time steps: channel j is cos(t f_j) for the first half, sin(t f_j) for the second,
/// f_j = 10000^(-j / (half - FrequencyShift)).
/// </summary>
public sealed record TimestepEmbeddingNode(string Name, string Input, int Channels, float FrequencyShift = 0) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs) => inputs[0] with { C = Channels };

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name,
        $"timestep embedding {context.Output.Shape}",
        TimestepEmbeddingLauncher.Prepare(context.Device, context.Weights, FrequencyShift, context.Inputs[0], context.Output));
}
