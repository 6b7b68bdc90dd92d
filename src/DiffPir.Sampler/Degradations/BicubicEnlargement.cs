using DiffPir.Kernels;
using DiffPir.Kernels.Resizing;

namespace DiffPir.Sampler;

/// <summary>First guess of super-resolution: the measurement enlarged on the device.</summary>
internal static class BicubicEnlargement
{
    /// <summary>Enlarges into the top left part of a canvas on [-1,1]; offsets in output pixels move the picture up and left.</summary>
    public static void Run(ComputeDevice device, PlanarImage measured, int scale, double rowOffset, double columnOffset, Tensor canvas)
    {
        using var small = device.Allocate(new(canvas.Shape.N, canvas.Shape.C, measured.Height, measured.Width));
        PictureUpload.RunSigned(small, measured);
        using var resizer = new ImageResizer(
            device, canvas.Shape.N, canvas.Shape.C, ResizeTaps.Enlarge(measured.Height, scale, rowOffset),
            ResizeTaps.Enlarge(measured.Width, scale, columnOffset));
        resizer.Run(small, canvas);
        device.Synchronize();
    }
}
