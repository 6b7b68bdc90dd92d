using ILGPU;

namespace DiffPir.Kernels.Compression;

/// <summary>Components of compressed pictures and the intervals that hold their coefficients. Calls enqueue only.</summary>
public static class ComponentOperations
{
    /// <summary>plane = a component of the picture: offset plus the weighted sum of red, green and blue, averaged over the pixels of an element.</summary>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="canvas">One image of three channels, whose top left part is the picture.</param>
    /// <param name="plane">One image of one channel.</param>
    /// <param name="shape">How they lie on each other.</param>
    /// <param name="weights">Of red, green and blue.</param>
    /// <param name="offset">Added to all.</param>
    /// <exception cref="ArgumentException">A tensor has another shape.</exception>
    public static void Read(ComputeDevice device, Tensor canvas, Tensor plane, ComponentPlane shape, ColourWeights weights, double offset)
    {
        Require(device, canvas, plane, shape);
        device.Load<ArrayView<float>, ArrayView<float>, ComponentPlane, ColourWeights, float>(ComponentKernels.Read)(
            ColumnGrid.Config(device, shape.Columns, shape.Rows, 1), canvas.View, plane.View, shape, weights, (float)offset);
    }

    /// <summary>Adds weights times a component to the colours of the pixels that its elements cover; what is not picture is left alone.</summary>
    /// <exception cref="ArgumentException">A tensor has another shape.</exception>
    public static void Add(ComputeDevice device, Tensor canvas, Tensor plane, ComponentPlane shape, ColourWeights weights)
    {
        Require(device, canvas, plane, shape);
        device.Load<ArrayView<float>, ArrayView<float>, ComponentPlane, ColourWeights>(ComponentKernels.Add)(
            ColumnGrid.Config(device, shape.Width, shape.Height, 1), canvas.View, plane.View, shape, weights);
    }

    /// <summary>values = the way from each to the interval of radius reach around centre, 0 from within.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void ToInterval(ComputeDevice device, Tensor values, Tensor centre, Tensor reach)
    {
        RequireIntervals(device, values, centre, reach);
        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>>(ComponentKernels.ToInterval)(
            device.Elementwise(values.Shape.Elements), values.View, centre.View, reach.View);
    }

    /// <summary>values = the way from each to the mean of a normal distribution around it that the interval cuts off.</summary>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="values">The means of the distributions; receive the result.</param>
    /// <param name="centre">Middles of the intervals.</param>
    /// <param name="reach">Their radii, greater than 0.</param>
    /// <param name="sigma">Standard deviation of the distributions, greater than 0.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void ToMeanOfInterval(ComputeDevice device, Tensor values, Tensor centre, Tensor reach, double sigma)
    {
        RequireIntervals(device, values, centre, reach);
        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, float>(ComponentKernels.ToMeanOfInterval)(
            device.Elementwise(values.Shape.Elements), values.View, centre.View, reach.View, (float)sigma);
    }

    private static void RequireIntervals(ComputeDevice device, Tensor values, Tensor centre, Tensor reach)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(centre);
        ArgumentNullException.ThrowIfNull(reach);
        if (centre.Shape != values.Shape || reach.Shape != values.Shape)
        {
            throw new ArgumentException($"values and intervals have one shape; found {values.Shape}, {centre.Shape} and {reach.Shape}", nameof(values));
        }
    }

    private static void Require(ComputeDevice device, Tensor canvas, Tensor plane, ComponentPlane shape)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(canvas);
        ArgumentNullException.ThrowIfNull(plane);
        if (canvas.Shape != new TensorShape(1, 3, shape.CanvasRows, shape.CanvasColumns) || plane.Shape != new TensorShape(1, 1, shape.Rows, shape.Columns)
            || shape.Height > shape.CanvasRows || shape.Width > shape.CanvasColumns
            || shape.Rows * shape.RowStep < shape.Height + shape.RowPhase || shape.Columns * shape.ColumnStep < shape.Width + shape.ColumnPhase)
        {
            throw new ArgumentException($"{canvas.Shape} and {plane.Shape} do not lie on each other as {shape} says", nameof(shape));
        }
    }
}
