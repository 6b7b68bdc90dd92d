using DiffPir.Kernels.RandomNumbers;
using ILGPU;

namespace DiffPir.Kernels.Training;

/// <summary>
/// Makes a batch for training: x_t = a_t x_0 + s_t n for crops x_0 of photographs, on [-1,1], at random time steps. All that is random is
/// a function of seed, batch and image, so a batch is the same on every device, and whenever it is made.
/// </summary>
internal static class TrainingBatchKernels
{
    private const uint Choices = 0x80000001u, Places = 0x80000002u;
    private const float Unit = 1f / 16777216f;

    // Of the crops of photographs that are large enough, a third shows twice as much at half the size: structure beside detail.
    private const float Halved = 1f / 3f;

    /// <summary>
    /// photographs: bytes; places: where each is; schedule: [a, s][time step]; x, noise: N x C x H x W; t: a time step an image.
    /// Elementwise over x.
    /// </summary>
    [Kernel]
    public static void Fill(
        ArrayView<byte> photographs,
        ArrayView<PhotographPlace> places,
        ArrayView<float> schedule,
        ArrayView<float> x,
        ArrayView<float> noise,
        ArrayView<float> t,
        TrainingBatchArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index >= x.Length)
        {
            return;
        }

        int column = (int)(index % a.Side), line = (int)(index / a.Side), row = line % a.Side, plane = line / a.Side;
        int channel = plane % a.C, n = plane / a.C;
        uint element = (uint)(index - ((long)n * a.C * a.Side * a.Side));
        var choice = Philox.Generate(new RandomBits(0u, (uint)n, a.Batch, Choices), a.Key0, a.Key1);
        var place = Philox.Generate(new RandomBits(0u, (uint)n, a.Batch, Places), a.Key0, a.Key1);
        var bits = Philox.Generate(new RandomBits(element, (uint)n, a.Batch, 0u), a.Key0, a.Key1);

        int timestep = TimestepOf(n, Fraction(choice.X), a);
        if (element == 0u)
        {
            t[n] = timestep;
        }

        var photograph = places[a.First + Below(choice.Y, a.Count)];
        int scale = Fraction(choice.Z) < Halved && IntrinsicMath.Min(photograph.Height, photograph.Width) >= 2 * a.Side ? 2 : 1;
        int top = Below(place.X, photograph.Height - (scale * a.Side) + 1), left = Below(place.Y, photograph.Width - (scale * a.Side) + 1);
        int mirrored = (choice.W & 1u) == 0u ? column : a.Side - 1 - column;
        float sum = 0f;
        for (int i = 0; i < scale; i++)
        {
            for (int j = 0; j < scale; j++)
            {
                long at = photograph.Offset + (3L * (((long)(top + (scale * row) + i) * photograph.Width) + left + (scale * mirrored) + j));
                sum += a.C == 1 ? (photographs[at] + photographs[at + 1] + photographs[at + 2]) / 3f : photographs[at + channel];
            }
        }

        float clean = (sum / (scale * scale) * (2f / 255f)) - 1f, normal = BoxMuller.Cosine(BoxMuller.Radius(bits.X), bits.Y);
        noise[index] = normal;
        x[index] = (schedule[timestep] * clean) + (schedule[a.Timesteps + timestep] * normal);
    }

    // Spread evenly: images with even numbers over all time steps, the others over the early ones.
    private static int TimestepOf(int n, float fraction, TrainingBatchArguments a)
    {
        int images = (n & 1) == 0 ? (a.N + 1) / 2 : a.N / 2, range = (n & 1) == 0 ? a.Timesteps : a.EarlyTimesteps;
        return IntrinsicMath.Min((int)(((n / 2) + fraction) * range / images), range - 1);
    }

    private static float Fraction(uint bits) => (bits >> 8) * Unit;

    private static int Below(uint bits, int limit) => (int)(((ulong)bits * (uint)limit) >> 32);
}
