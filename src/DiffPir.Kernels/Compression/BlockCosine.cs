using ILGPU;

namespace DiffPir.Kernels.Compression;

/// <summary>
/// The orthonormal two-dimensional cosine transform (DCT-II) of the 8x8 blocks of a tensor, in place: element (8 a + i, 8 b + j) becomes the
/// coefficient of vertical frequency i and horizontal frequency j of block (a, b). It owns the basis and a picture in between.
/// </summary>
public sealed class BlockCosine : IDisposable
{
    /// <summary>Side of a block.</summary>
    public const int Side = 8;

    private readonly ComputeDevice _device;
    private readonly Tensor _between;
    private readonly Tensor _basis;
    private readonly Tensor _transposed;

    /// <summary>Allocates for tensors of a shape.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="shape">Of whole blocks.</param>
    /// <exception cref="ArgumentException">The sides are no multiples of 8.</exception>
    public BlockCosine(ComputeDevice device, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (shape.H % Side != 0 || shape.W % Side != 0)
        {
            throw new ArgumentException($"blocks of {Side}x{Side} need sides that are multiples of {Side}; found {shape}", nameof(shape));
        }

        (_device, _between) = (device, device.Allocate(shape));
        _basis = Upload(static (k, n) => Element(k, n));
        _transposed = Upload(static (k, n) => Element(n, k));
    }

    /// <summary>An element of the basis: what frequency <paramref name="k"/> gives pixel <paramref name="n"/>.</summary>
    public static double Element(int k, int n) => Math.Sqrt((k == 0 ? 1.0 : 2.0) / Side) * Math.Cos(Math.PI * ((2 * n) + 1) * k / (2 * Side));

    /// <summary>From pixels to coefficients.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public void Forward(Tensor tensor) => Run(tensor, _basis);

    /// <summary>From coefficients to pixels.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public void Inverse(Tensor tensor) => Run(tensor, _transposed);

    /// <inheritdoc/>
    public void Dispose()
    {
        _between.Dispose();
        _basis.Dispose();
        _transposed.Dispose();
    }

    private void Run(Tensor tensor, Tensor basis)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Shape != _between.Shape)
        {
            throw new ArgumentException($"this transform is for tensors of {_between.Shape}, not of {tensor.Shape}", nameof(tensor));
        }

        var (images, channels, rows, columns) = tensor.Shape;
        var config = ColumnGrid.Config(_device, columns, rows, images * channels);
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int>(BlockCosineKernels.AlongRows)(
            config, tensor.View, _between.View, basis.View, rows, columns);
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int>(BlockCosineKernels.AlongColumns)(
            config, _between.View, tensor.View, basis.View, rows, columns);
    }

    private Tensor Upload(Func<int, int, double> element)
    {
        float[] values = new float[Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)element(i / Side, i % Side);
        }

        var tensor = _device.Allocate(new(1, 1, Side, Side));
        tensor.Upload(values);
        return tensor;
    }
}
