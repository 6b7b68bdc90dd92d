namespace DiffPir.Kernels.Attention;

/// <summary>
/// Gradient of <see cref="AttentionNode"/> with respect to its joint map. With p = softmax(q k^T / sqrt(d)) and D_t = sum_c g_tc y_tc:
///   dv = p^T g,  ds = p (g v^T - D) / sqrt(d),  dq = ds k,  dk = ds^T q.
/// </summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Gradient">Gradient g with respect to the attention's value.</param>
/// <param name="Input">The joint map of queries, keys and values.</param>
/// <param name="Output">The attention's value y.</param>
/// <param name="Heads">Number of heads.</param>
/// <param name="Order">Order of the joint map's channels.</param>
public sealed record AttentionGradientNode(string Name, string Gradient, string Input, string Output, int Heads, AttentionOrder Order)
    : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Gradient, Input, Output];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) => this with
    {
        Name = name,
        Gradient = rename(Gradient),
        Input = rename(Input),
        Output = rename(Output),
    };

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(
            inputs[0] == inputs[2] && inputs[1] == inputs[2] with { C = 3 * inputs[2].C },
            $"has a gradient of {inputs[0]} and a value of {inputs[2]} for a joint map of {inputs[1]}");
        return inputs[1];
    }

    /// <summary>The kernel is the device's; there is nothing to measure.</summary>
    /// <inheritdoc/>
    internal override Enum? Choose(ComputeDevice device, TuningTable choices, IReadOnlyList<TensorShape> inputs, TensorShape output) =>
        AttentionGradientLauncher.Choose(device, inputs[0], Heads);

    /// <inheritdoc/>
    internal override long ScratchElements(OperationSetting setting) =>
        AttentionGradientLauncher.ScratchElements((AttentionCandidate)setting.Candidate!, setting.Inputs[0], Heads);

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context)
    {
        var y = context.Inputs[2].Shape;
        var candidate = (AttentionCandidate)context.Setting.Candidate!;
        long length = (long)y.H * y.W;
        var launch = AttentionGradientLauncher.Prepare(this, candidate, context);
        return new(Name, $"gradient of attention {Heads} heads, {Order} order {y} [{candidate}]", 5 * length * length * y.N * y.C)
        {
            Launch = _ => launch(),
        };
    }
}
