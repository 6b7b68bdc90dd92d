namespace DiffPir.Kernels.Windows;

/// <summary>One value a channel for each place of a window. Pixels beyond the edges do not count.</summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Input">Value read.</param>
/// <param name="Pooling">What is taken.</param>
/// <param name="Window">Of which pixels.</param>
public sealed record PoolNode(string Name, string Input, Pooling Pooling, Window Window) : WindowNode(Name, Input, Window)
{
    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name,
        $"{Pooling} of {Window.Rows}x{Window.Columns} {context.Output.Shape}",
        WindowLauncher.Pool(context.Device, Pooling, Window, context.Inputs[0], context.Output));
}
