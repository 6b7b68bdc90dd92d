namespace DiffPir.Kernels;

/// <summary>An operation that reads one value.</summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Input">Value read.</param>
public abstract record UnaryNode(string Name, string Input) : GraphNode(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    internal override GraphNode Rename(string name, Func<string, string> rename) => this with { Name = name, Input = rename(Input) };
}
