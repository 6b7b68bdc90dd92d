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

    /// <summary>Allocates storage for images of a shape.</summary>
    public PlacedImages(ComputeDevice device, TensorShape shape, int halo)
    {
        var layout = new ActivationLayout(shape, halo);
        (_device, _buffer, _planar) = (device, device.AllocateFloats(layout.Elements), device.Allocate(shape));
        Value = new(shape, layout, 0, _buffer.View);
        _buffer.View.CopyFromCPU(Enumerable.Repeat(float.NaN, (int)layout.Elements).ToArray());
    }

    /// <summary>What launchers take.</summary>
    public PlacedValue Value { get; }

    /// <summary>Fills the images, and their border with zeros; nothing for no values.</summary>
    public void Upload(float[] planar)
    {
        if (planar.Length > 0)
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
        LayoutLauncher.Unpack(_device, Value, 0)(new([_planar.View], _planar.View, 0));
        return _planar.Download();
    }

    /// <summary>True where every channel of every pixel of the border is zero.</summary>
    public bool BorderIsZero()
    {
        var (shape, map) = (Value.Shape, Value.Map);
        float[] values = _buffer.GetAsArray1D();
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

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Dispose();
        _planar.Dispose();
    }
}
