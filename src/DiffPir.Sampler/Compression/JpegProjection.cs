using DiffPir.Kernels;
using DiffPir.Kernels.Compression;

namespace DiffPir.Sampler;

/// <summary>
/// Moves a picture on a device to the nearest one that a JPEG file may have been made of: every coefficient of every block of its components into
/// its interval. Near is meant in luma and colour differences, in which the components do not disturb each other; the mean over pixels, by which a
/// colour difference is reduced, has orthogonal rows, so that spreading the correction over the pixels is exact as well.
/// </summary>
internal sealed class JpegProjection : IDisposable
{
    /// <summary>Pixels are on [-1,1] and components in grey levels.</summary>
    private const float GreyLevels = 127.5f;

    private readonly ComputeDevice _device;
    private readonly List<(JpegComponent Component, ComponentPlane Shape, Tensor Plane, BlockCosine Cosine, Tensor Centre, Tensor Reach)> _parts = [];

    /// <summary>Reads the intervals off the decoded picture.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="coding">The file.</param>
    /// <param name="canvas">Shape of the pictures, of three channels.</param>
    /// <param name="decoded">The decoded picture on [0,1], which lies at the top left of the canvas.</param>
    public JpegProjection(ComputeDevice device, JpegCoding coding, TensorShape canvas, PlanarImage decoded)
    {
        _device = device;
        foreach (var component in JpegComponent.Of(coding))
        {
            var shape = component.On(coding, canvas, decoded.Height, decoded.Width);
            var plane = new TensorShape(1, 1, shape.Rows, shape.Columns);
            var intervals = JpegIntervals.Of(decoded, coding, component);
            var part = (component, shape, device.Allocate(plane), new BlockCosine(device, plane), device.Allocate(plane), device.Allocate(plane));
            _parts.Add(part);
            part.Item5.Upload(intervals.Centre);
            part.Item6.Upload(intervals.Reach);
        }
    }

    /// <summary>Enqueues x &lt;- x + share (nearest - x).</summary>
    public void Apply(Tensor x, double share) =>
        Move(x, share, (values, centre, reach) => ComponentOperations.ToInterval(_device, values, centre, reach));

    /// <summary>Enqueues the mean of the pictures in the intervals, the coefficients of x having errors of standard deviation sigma, on [-1,1].</summary>
    public void ApplyMean(Tensor x, double sigma) =>
        Move(x, 1, (values, centre, reach) => ComponentOperations.ToMeanOfInterval(_device, values, centre, reach, GreyLevels * sigma));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, _, plane, cosine, centre, reach) in _parts)
        {
            plane.Dispose();
            cosine.Dispose();
            centre.Dispose();
            reach.Dispose();
        }
    }

    /// <summary>Adds the share of what is added to coefficients.</summary>
    private void Move(Tensor x, double share, Action<Tensor, Tensor, Tensor> toCorrection)
    {
        foreach (var (component, shape, plane, cosine, centre, reach) in _parts)
        {
            ComponentOperations.Read(_device, x, plane, shape, Scaled(component.FromColours, GreyLevels), component.IsLuma ? GreyLevels - 128 : 0);
            cosine.Forward(plane);
            toCorrection(plane, centre, reach);
            cosine.Inverse(plane);
        }

        foreach (var (component, shape, plane, _, _, _) in _parts)
        {
            ComponentOperations.Add(_device, x, plane, shape, Scaled(component.ToColours, (float)share / GreyLevels));
        }
    }

    private static ColourWeights Scaled(ColourWeights weights, float scale) => new(scale * weights.Red, scale * weights.Green, scale * weights.Blue);
}
