using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>Brings pictures into the top left part of tensors.</summary>
internal static class PictureUpload
{
    /// <summary>Uploads a picture of [0,1] as one of [-1,1]; the rest of the tensor becomes 0.</summary>
    public static void RunSigned(Tensor tensor, PlanarImage image) => Run(tensor, image, 2f, -1f);

    /// <summary>Uploads scale * image + shift; the rest of the tensor becomes 0.</summary>
    public static void Run(Tensor tensor, PlanarImage image, float scale, float shift)
    {
        var (_, channels, height, width) = tensor.Shape;
        var whole = new PlanarImage(channels, height, width);
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < image.Height; y++)
            {
                var from = image.Row(c, y);
                var to = whole.Row(c, y);
                for (int x = 0; x < from.Length; x++)
                {
                    to[x] = (scale * from[x]) + shift;
                }
            }
        }

        tensor.Upload(whole.Data);
    }
}
