using System.Runtime.InteropServices;
using DiffPir.Kernels.Intrinsics;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests;

/// <summary>
/// Images as a plan stores them, for tests of single launches. Storage that no value occupies holds NaN beforehand: a kernel that lets
/// padding into a result is found out.
/// </summary>
internal sealed class PlacedImages : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;
    private readonly Tensor _planar;
    private readonly ITensorElement? _packed;

    /// <summary>Allocates storage for images of a shape, packed in a 16-bit format where one is given.</summary>
    public PlacedImages(ComputeDevice device, TensorShape shape, int halo, ITensorElement? packed = null)
    {
        var layout = new ActivationLayout(shape, halo, packed is not null);
        _packed = packed;
        (_device, _buffer, _planar) = (device, device.AllocateFloats(layout.Elements), device.Allocate(shape));
        Value = new(shape, layout, 0, _buffer.View);
        _buffer.View.CopyFromCPU(Enumerable.Repeat(float.NaN, (int)layout.Elements).ToArray());
    }

    /// <summary>What launchers take.</summary>
    public PlacedValue Value { get; }

    /// <summary>Fills the images, and their border with zeros; nothing for no values.</summary>
    public void Upload(float[] planar)
    {
        if (planar.Length > 0 && _packed is not null)
        {
            UploadPacked(planar, _packed);
        }
        else if (planar.Length > 0)
        {
            _planar.Upload(planar);
            if (Value.HasHalo)
            {
                LayoutLauncher.ZeroBorder(_device, Value)();
            }

            LayoutLauncher.Pack(_device, 0, Value)(new([_planar.View], _planar.View, 0));
        }
    }

    /// <summary>The images, planar.</summary>
    public float[] Download()
    {
        if (_packed is not null)
        {
            return DownloadPacked(_packed);
        }

        LayoutLauncher.Unpack(_device, Value, 0)(new([_planar.View], _planar.View, 0));
        return _planar.Download();
    }

    /// <summary>True where every channel of every pixel of the border is zero.</summary>
    public bool BorderIsZero()
    {
        var (shape, map) = (Value.Shape, Value.Map);
        float[] values = _packed is null ? _buffer.GetAsArray1D() : [.. Halves(_buffer.GetAsArray1D()).Select(bits => (float)bits)];
        for (int n = 0; n < shape.N; n++)
        {
            for (int row = -1; row <= shape.H; row++)
            {
                for (int column = -1; column <= shape.W; column++)
                {
                    bool border = row < 0 || row == shape.H || column < 0 || column == shape.W;
                    if (border && values.AsSpan(map.At(n, row, column), shape.C).ContainsAnyExcept(0f))
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    private static ushort[] Halves(float[] values) => MemoryMarshal.Cast<float, ushort>(values).ToArray();

    private void UploadPacked(float[] planar, ITensorElement element)
    {
        ushort[] halves = Halves(_buffer.GetAsArray1D());
        var (shape, map) = (Value.Shape, Value.Map);
        int border = Value.HasHalo ? 1 : 0;
        foreach (var (n, row, column) in Pixels(border))
        {
            for (int c = 0; c < shape.C; c++)
            {
                bool inside = row >= 0 && row < shape.H && column >= 0 && column < shape.W;
                float value = inside ? planar[(((((n * shape.C) + c) * shape.H) + row) * shape.W) + column] : 0f;
                halves[map.At(n, row, column) + c] = (ushort)TensorCoreNumbers.Encode(element, value);
            }
        }

        _buffer.View.CopyFromCPU(MemoryMarshal.Cast<ushort, float>(halves).ToArray());
    }

    private float[] DownloadPacked(ITensorElement element)
    {
        ushort[] halves = Halves(_buffer.GetAsArray1D());
        var (shape, map) = (Value.Shape, Value.Map);
        float[] planar = new float[shape.Elements];
        foreach (var (n, row, column) in Pixels(0))
        {
            for (int c = 0; c < shape.C; c++)
            {
                planar[(((((n * shape.C) + c) * shape.H) + row) * shape.W) + column] =
                    TensorCoreNumbers.Decode(element, halves[map.At(n, row, column) + c]);
            }
        }

        return planar;
    }

    private IEnumerable<(int Image, int Row, int Column)> Pixels(int border) =>
        from n in Enumerable.Range(0, Value.Shape.N)
        from row in Enumerable.Range(-border, Value.Shape.H + (2 * border))
        from column in Enumerable.Range(-border, Value.Shape.W + (2 * border))
        select (n, row, column);

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Dispose();
        _planar.Dispose();
    }
}
