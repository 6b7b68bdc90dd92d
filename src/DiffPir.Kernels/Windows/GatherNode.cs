namespace DiffPir.Kernels.Windows;

/// <summary>
/// The pixels of each place of a window as channels: channel p <see cref="StoredChannels"/> + c is channel c of the window's pixel p, counted
/// row by row; it is 0 beyond the edges and from the last channel on. With a 1x1 convolution after it, it is a convolution of any size and stride.
/// </summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Input">Value read.</param>
/// <param name="Window">Which pixels.</param>
public sealed record GatherNode(string Name, string Input, Window Window) : WindowNode(Name, Input, Window)
{
    /// <summary>Channels of the result for each pixel of the window.</summary>
    /// <param name="channels">Channels of the input.</param>
    public static int StoredChannels(int channels) => ActivationLayout.RoundUp(channels);

    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        var places = base.InferShape(inputs);
        return places with { C = Window.Area * StoredChannels(places.C) };
    }

    /// <inheritdoc/>
    internal override PlanStep Prepare(OperationContext context) => PlanStep.Moving(
        Name,
        $"windows of {Window.Rows}x{Window.Columns} gathered {context.Output.Shape}",
        WindowLauncher.Gather(context.Device, Window, context.Inputs[0], context.Output));
}
