namespace DiffPir.Kernels.Windows;

/// <summary>An operation that makes a pixel of each place of a window.</summary>
/// <param name="Name">Name of the result.</param>
/// <param name="Input">Value read.</param>
/// <param name="Window">Which pixels of the input a pixel of the result is made of.</param>
public abstract record WindowNode(string Name, string Input, Window Window) : UnaryNode(Name, Input)
{
    /// <inheritdoc/>
    public override TensorShape InferShape(IReadOnlyList<TensorShape> inputs)
    {
        Require(Window.IsSound, $"has a window that makes no sense: {Window}");
        var places = Window.PlacesOn(inputs[0]);
        Require(places is { H: > 0, W: > 0 }, $"moves a window of {Window.Rows}x{Window.Columns} over a map of {inputs[0].H}x{inputs[0].W}");
        return places;
    }
}
