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
    /// photographs: bytes; places: where each is; schedule: [a, s][time step]; shares: where parts of the schedule begin on [0,1);
    /// x, noise: N x C x H x W; t: what the network is told of an image's time step; drawn: [time step, weight][n]. Elementwise over x.
    /// </summary>
    [Kernel]
    public static void Fill(
        ArrayView<byte> photographs,
        ArrayView<PhotographPlace> places,
        ArrayView<float> schedule,
        ArrayView<float> shares,
        ArrayView<float> x,
        ArrayView<float> noise,
        ArrayView<float> t,
        ArrayView<float> drawn,
        TrainingBatchArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index >= x.Length)
        {
            return;
        }

        int column = (int)(index % a.Side), line = (int)(index / a.Side), row = line % a.Side, plane = line / a.Side;
        int channel = plane % a.C, place = plane / a.C, n = a.FirstImage + place;
        uint element = (uint)(index - ((long)place * a.C * a.Side * a.Side));
        var choice = Philox.Generate(new RandomBits(0u, (uint)n, a.Batch, Choices), a.Key0, a.Key1);
        var corner = Philox.Generate(new RandomBits(0u, (uint)n, a.Batch, Places), a.Key0, a.Key1);
        var bits = Philox.Generate(new RandomBits(element, (uint)n, a.Batch, 0u), a.Key0, a.Key1);

        int bin = a.ByShares != 0 ? BinOf((n + Fraction(choice.X)) / a.Images, shares) : 0;
        int timestep = a.ByShares != 0 ? TimestepIn(bin, (n + Fraction(choice.X)) / a.Images, shares, a) : TimestepOf(n, Fraction(choice.X), a);
        if (element == 0u)
        {
            t[place] = timestep * a.TimeScale;
            drawn[place] = timestep;

            // As if all were drawn equally often, whatever the shares are.
            drawn[(drawn.Length / 2) + place] = a.ByShares != 0 ? 1f / (LossHistory.Bins * (shares[bin + 1] - shares[bin])) : 1f;
        }

        var photograph = places[a.First + Below(choice.Y, a.Count)];
        int scale = Fraction(choice.Z) < Halved && IntrinsicMath.Min(photograph.Height, photograph.Width) >= 2 * a.Side ? 2 : 1;
        int top = Below(corner.X, photograph.Height - (scale * a.Side) + 1), left = Below(corner.Y, photograph.Width - (scale * a.Side) + 1);
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
        int images = (n & 1) == 0 ? (a.Images + 1) / 2 : a.Images / 2, range = (n & 1) == 0 ? a.Timesteps : a.EarlyTimesteps;
        return IntrinsicMath.Min((int)(((n / 2) + fraction) * range / images), range - 1);
    }

    // The part of the schedule that begins at or before a place on [0,1), and the next one after it.
    private static int BinOf(float place, ArrayView<float> shares)
    {
        int low = 0, high = LossHistory.Bins;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            bool isBefore = shares[middle] <= place;
            low = isBefore ? middle : low;
            high = isBefore ? high : middle;
        }

        return low;
    }

    private static int TimestepIn(int bin, float place, ArrayView<float> shares, TrainingBatchArguments a)
    {
        float within = (place - shares[bin]) / (shares[bin + 1] - shares[bin]);
        return IntrinsicMath.Min((int)((bin + within) * a.Timesteps / LossHistory.Bins), a.Timesteps - 1);
    }

    private static float Fraction(uint bits) => (bits >> 8) * Unit;

    private static int Below(uint bits, int limit) => (int)(((ulong)bits * (uint)limit) >> 32);
}
