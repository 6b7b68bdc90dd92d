using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>Pictures in the top left part of larger tensors.</summary>
internal static class Canvas
{
    /// <summary>Uploads scale * image + shift; the rest of the tensor becomes 0.</summary>
    public static void Upload(Tensor tensor, PlanarImage image, float scale, float shift)
    {
        var (_, channels, height, width) = tensor.Shape;
        var canvas = new PlanarImage(channels, height, width);
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < image.Height; y++)
            {
                var from = image.Row(c, y);
                var to = canvas.Row(c, y);
                for (int x = 0; x < from.Length; x++)
                {
                    to[x] = (scale * from[x]) + shift;
                }
            }
        }

        tensor.Upload(canvas.Data);
    }
}
