using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.RandomNumbers;

/// <summary>
/// Standard normal noise by element: element e of an image (in the order C, H, W) is normal number e mod 4 of the Philox counter
/// (e / 4, image, step, draw) under the seed. One work-item makes the four normals of a counter and stores them side by side.
/// </summary>
public static class GaussianNoise
{
    /// <summary>Enqueues filling a tensor; image n of the batch gets the noise of image key.Image + n.</summary>
    public static void Fill(ComputeDevice device, Tensor noise, NoiseKey key)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(noise);
        long perImage = noise.Shape.Elements / noise.Shape.N;
        var launch = device.Load<ArrayView<float>, long, uint, uint, uint, uint, uint>(FillQuads);
        for (int n = 0; n < noise.Shape.N; n++)
        {
            launch(
                device.Elementwise((perImage + 3) / 4), noise.View.SubView(n * perImage, perImage), perImage,
                (uint)key.Seed, (uint)(key.Seed >> 32), key.Image + (uint)n, key.Step, key.Draw);
        }
    }

    /// <summary>The same noise on the host.</summary>
    public static void Fill(Span<float> image, NoiseKey key)
    {
        for (int e = 0; e < image.Length; e++)
        {
            var bits = Philox.Generate(
                new RandomBits((uint)(e / 4), key.Image, key.Step, key.Draw), (uint)key.Seed, (uint)(key.Seed >> 32));
            image[e] = (e % 4) switch
            {
                0 => BoxMuller.Cosine(BoxMuller.Radius(bits.X), bits.Y),
                1 => BoxMuller.Sine(BoxMuller.Radius(bits.X), bits.Y),
                2 => BoxMuller.Cosine(BoxMuller.Radius(bits.Z), bits.W),
                _ => BoxMuller.Sine(BoxMuller.Radius(bits.Z), bits.W),
            };
        }
    }

    [Kernel]
    private static void FillQuads(ArrayView<float> noise, long count, uint key0, uint key1, uint image, uint step, uint draw)
    {
        long quad = Grid.LongGlobalIndex.X;
        long e = quad * 4;
        if (e >= count)
        {
            return;
        }

        var bits = Philox.Generate(new RandomBits((uint)quad, image, step, draw), key0, key1);
        float first = BoxMuller.Radius(bits.X), second = BoxMuller.Radius(bits.Z);
        noise[e] = BoxMuller.Cosine(first, bits.Y);
        if (e + 1 < count)
        {
            noise[e + 1] = BoxMuller.Sine(first, bits.Y);
        }

        if (e + 2 < count)
        {
            noise[e + 2] = BoxMuller.Cosine(second, bits.W);
        }

        if (e + 3 < count)
        {
            noise[e + 3] = BoxMuller.Sine(second, bits.W);
        }
    }
}
