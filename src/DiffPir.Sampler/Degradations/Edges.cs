using DiffPir.Kernels;
using DiffPir.Kernels.Circulant;
using DiffPir.Kernels.Fourier;
using DiffPir.Kernels.Solvers;

namespace DiffPir.Sampler;

/// <summary>A blur, with or without reduction, and what it sees beyond the edges: for degrading on the host and for operators on devices.</summary>
/// <param name="Kernel">The blur.</param>
/// <param name="Scale">The reduction after it, 1 for none.</param>
/// <param name="Boundary">What lies beyond the edges.</param>
internal sealed record Edges(BlurKernel Kernel, int Scale, BoundaryHandling Boundary)
{
    // Zeros around a kernel would only widen what has to be restored beyond the edges.
    private readonly BlurKernel _support = Kernel.Trimmed();

    /// <summary>What lies beyond the edges.</summary>
    public BoundaryHandling Boundary { get; } =
        Enum.IsDefined(Boundary) ? Boundary : throw new ArgumentOutOfRangeException(nameof(Boundary), Boundary, "there is no such boundary");

    /// <summary>Whether the operator's singular values are known: those of a circulant matrix, or of one mirrored by a symmetric kernel.</summary>
    public bool IsSpectral => Boundary == BoundaryHandling.Periodic || (Boundary == BoundaryHandling.Reflect && _support.IsMirrored(Scale));

    /// <summary>What <see cref="Reach"/> is at least.</summary>
    public (int Rows, int Columns) LeastReach { get; init; }

    /// <summary>Rows and columns beyond a picture that each of its edges sees through the blur, in pixels of the measurement.</summary>
    public (int Rows, int Columns) Reach => (
        Math.Max(LeastReach.Rows, ((_support.Height / 2) + Scale) / Scale), Math.Max(LeastReach.Columns, ((_support.Width / 2) + Scale) / Scale));

    /// <summary>
    /// What a measurement is extended by: nothing at periodic and mirrored edges, else the reach of the blur, and below and right what makes the
    /// sides fast to transform.
    /// </summary>
    public Margins Margins(int height, int width)
    {
        if (Boundary != BoundaryHandling.Unknown)
        {
            return default;
        }

        var (rows, columns) = Reach;
        int bottom = FourierLength.AtLeast(height + (2 * rows)) - height - rows;
        int right = FourierLength.AtLeast(width + (2 * columns)) - width - columns;
        return new(rows, columns, bottom, right);
    }

    /// <summary>Rejects pictures that are smaller than the kernel.</summary>
    /// <param name="height">Rows of the sharp picture.</param>
    /// <param name="width">Columns of the sharp picture.</param>
    /// <exception cref="SamplerException">It is.</exception>
    public void RequireRoom(int height, int width)
    {
        if (_support.Height > height || _support.Width > width)
        {
            throw new SamplerException(
                $"the blur kernel is {_support.Width} x {_support.Height} pixels, larger than the picture of {width} x {height}: use a smaller kernel or a larger picture");
        }
    }

    /// <summary>The blurred picture, not yet reduced.</summary>
    /// <exception cref="SamplerException">The kernel is larger than it.</exception>
    public PlanarImage Blur(PlanarImage clean)
    {
        RequireRoom(clean.Height, clean.Width);
        if (Boundary == BoundaryHandling.Periodic)
        {
            return PeriodicConvolution.Apply(clean, _support);
        }

        // A mirrored margin as wide as the blur reaches, cut off again, keeps the opposite edge out.
        int rows = _support.Height, columns = _support.Width;
        return PeriodicConvolution.Apply(clean.PadReflect(rows, columns, rows, columns), _support).Crop(rows, columns, clean.Height, clean.Width);
    }

    /// <summary>The operator on a device.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="canvas">Shape of the restored tensors.</param>
    /// <param name="height">Rows of the measurement.</param>
    /// <param name="width">Columns of the measurement.</param>
    public LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width)
    {
        if (Boundary == BoundaryHandling.Reflect)
        {
            return new MirroredBlurOperator(
                device, canvas, Model(2 * Scale * height, 2 * Scale * width), _support.IsMirrored(Scale), Kernel.Sum);
        }

        var (top, left, bottom, right) = Margins(height, width);
        var model = Model(Scale * (top + height + bottom), Scale * (left + width + right));
        return new BlurOperator(
            device, canvas, model, Kernel.Sum, Boundary == BoundaryHandling.Unknown ? new KnownRegion(top, left, height, width) : null);
    }

    private CirculantModel Model(int rows, int columns) => new(rows, columns, Scale, _support.Height, _support.Width, _support.Values);
}
