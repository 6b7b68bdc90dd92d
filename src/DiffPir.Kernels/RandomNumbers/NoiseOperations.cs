using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.RandomNumbers;

/// <summary>
/// Standard normal noise by element. The elements of an image (in the order C, H, W) come in blocks of 256; element 64 k + j of block b is
/// normal number k of the Philox counter (64 b + j, image, step, draw) under the seed. One work-item makes the four normals of a counter,
/// so that neighbouring work-items store to neighbouring elements.
/// </summary>
public static class NoiseOperations
{
    private const int Lanes = 64, Block = 4 * Lanes;

    /// <summary>Enqueues filling a tensor; image n of the batch gets the noise of image key.Image + n.</summary>
    public static void Fill(ComputeDevice device, Tensor noise, NoiseKey key)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(noise);
        long perImage = noise.Shape.Elements / noise.Shape.N;
        int group = device.Description.Kind == DeviceKind.Cpu ? 1 : Lanes;
        var config = new KernelConfig(new Index2D((int)((perImage + Block - 1) / Block), Lanes / group), new Index2D(group, 1));
        var launch = device.Load<ArrayView<float>, uint, uint, uint, uint, uint>(FillBlocks);
        for (int n = 0; n < noise.Shape.N; n++)
        {
            launch(
                config, noise.View.SubView(n * perImage, perImage), (uint)key.Seed, (uint)(key.Seed >> 32), key.Image + (uint)n, key.Step, key.Draw);
        }
    }

    /// <summary>The same noise on the host.</summary>
    public static void Fill(Span<float> image, NoiseKey key)
    {
        for (int e = 0; e < image.Length; e++)
        {
            uint counter = (uint)((e / Block * Lanes) + (e % Lanes));
            var bits = Philox.Generate(new RandomBits(counter, key.Image, key.Step, key.Draw), (uint)key.Seed, (uint)(key.Seed >> 32));
            image[e] = (e % Block / Lanes) switch
            {
                0 => BoxMuller.Cosine(BoxMuller.Radius(bits.X), bits.Y),
                1 => BoxMuller.Sine(BoxMuller.Radius(bits.X), bits.Y),
                2 => BoxMuller.Cosine(BoxMuller.Radius(bits.Z), bits.W),
                _ => BoxMuller.Sine(BoxMuller.Radius(bits.Z), bits.W),
            };
        }
    }

    /// <summary>x of the grid is the block; the lane is made of y of the grid and the work-item of the group.</summary>
    [Kernel]
    private static void FillBlocks(ArrayView<float> noise, uint key0, uint key1, uint image, uint step, uint draw)
    {
        long lane = ((long)Grid.IdxY * Group.DimX) + Group.IdxX;
        long counter = ((long)Grid.IdxX * Lanes) + lane, e = ((long)Grid.IdxX * Block) + lane;
        var bits = Philox.Generate(new RandomBits((uint)counter, image, step, draw), key0, key1);
        float first = BoxMuller.Radius(bits.X), second = BoxMuller.Radius(bits.Z);
        Store(noise, e, BoxMuller.Cosine(first, bits.Y));
        Store(noise, e + Lanes, BoxMuller.Sine(first, bits.Y));
        Store(noise, e + (2 * Lanes), BoxMuller.Cosine(second, bits.W));
        Store(noise, e + (3 * Lanes), BoxMuller.Sine(second, bits.W));
    }

    private static void Store(ArrayView<float> noise, long e, float value)
    {
        if (e < noise.Length)
        {
            noise[e] = value;
        }
    }
}
