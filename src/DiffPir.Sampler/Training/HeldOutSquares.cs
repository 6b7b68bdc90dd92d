using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler.Training;

/// <summary>
/// A few squares of photographs that are not trained on, and restorations of them: by how many decibels a prior restores says more than its loss.
/// </summary>
internal sealed class HeldOutSquares
{
    private const int Most = 4;
    private const double Noise = 5;

    // Without a measurement this is ancestral sampling (Ho et al. 2020). DDIM (eta 0) drives small networks into saturated colours.
    private static readonly DiffPirOptions Drawing = new() { Steps = 50, Spacing = StepSpacing.Uniform, Zeta = 0, Eta = 1 };

    private static readonly Degradation Blur = new Deblurring(BlurKernel.Gaussian(13, 2), BoundaryHandling.Periodic);

    private readonly ComputeDevice _device;
    private readonly UNetConfiguration _network;
    private readonly TuningTable? _choices;

    /// <summary>Cuts the middle of the first photographs.</summary>
    public HeldOutSquares(
        ComputeDevice device, UNetConfiguration network, IEnumerable<(byte[] Pixels, int Height, int Width)> photographs, int side, TuningTable? choices)
    {
        (_device, _network, _choices) = (device, network, choices);
        Truths = [.. photographs.Take(Most).Select(photograph => Cut(photograph, network.InChannels, side))];
    }

    /// <summary>The squares.</summary>
    public IReadOnlyList<PlanarImage> Truths { get; }

    /// <summary>Opens an engine with weights as they stand.</summary>
    public RestorationEngine Open(float[] weights) => new(_device, _ => TrainingParameters.ToPrior(_device, _network, weights, _choices));

    /// <summary>Mean PSNR in dB after a fixed restoration.</summary>
    public double Psnr(float[] weights, CancellationToken cancellation)
    {
        using var engine = Open(weights);
        return Truths.Select((truth, i) => ImageMetrics.Psnr(Restore(engine, truth, (ulong)i, cancellation).Restored, truth)).Average();
    }

    /// <summary>Pictures to look at.</summary>
    public IReadOnlyList<TrainingSample> Draw(float[] weights, CancellationToken cancellation)
    {
        using var engine = Open(weights);
        return
        [
            .. Truths.Select((truth, i) =>
            {
                var (measured, restored) = Restore(engine, truth, (ulong)i, cancellation);
                var nothing = new Inpainting(new PixelMask(truth.Height, truth.Width, new bool[truth.Height * truth.Width]));
                var job = new RestorationJob { Degradation = nothing, Noise = 0, Options = Drawing, Seed = (ulong)i };
                return new TrainingSample(measured, restored, truth, engine.Restore(job, truth, null, cancellation).Image);
            }),
        ];
    }

    private static (PlanarImage Measured, PlanarImage Restored) Restore(
        RestorationEngine engine, PlanarImage truth, ulong seed, CancellationToken cancellation)
    {
        var measured = Blur.Degrade(truth, Noise, seed);
        var job = new RestorationJob { Degradation = Blur, Noise = Noise, Options = DiffPirOptions.Default(Blur, Noise), Seed = seed };
        return (measured, engine.Restore(job, measured, null, cancellation).Image);
    }

    private static PlanarImage Cut((byte[] Pixels, int Height, int Width) photograph, int channels, int side)
    {
        var square = new PlanarImage(channels, side, side);
        int top = (photograph.Height - side) / 2, left = (photograph.Width - side) / 2;
        for (int row = 0; row < side; row++)
        {
            for (int column = 0; column < side; column++)
            {
                var pixel = photograph.Pixels.AsSpan(3 * (((top + row) * photograph.Width) + left + column), 3);
                for (int channel = 0; channel < channels; channel++)
                {
                    square[channel, row, column] = (channels == 1 ? (pixel[0] + pixel[1] + pixel[2]) / 3f : pixel[channel]) / 255f;
                }
            }
        }

        return square;
    }
}
