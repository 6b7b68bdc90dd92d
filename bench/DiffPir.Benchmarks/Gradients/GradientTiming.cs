using System.Globalization;
using DiffPir.Benchmarks.Peers;
using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Gradients;

/// <summary>
/// Times a prediction of noise beside a prediction with its gradient (the vector-Jacobian product with respect to the picture), in turns, and
/// tells the memory of both.
/// </summary>
internal static class GradientTiming
{
    /// <summary>The argument that starts it.</summary>
    public const string Verb = "gradient";

    private const int WarmUp = 2;

    /// <summary>Prints one line.</summary>
    public static void Run(Arguments arguments)
    {
        string network = arguments.Text("--network", PublishedNetworks.BuiltInSmall);
        int size = arguments.Number("--size", 256, 1), threads = arguments.Number("--threads", 0, 0), rounds = arguments.Number("--rounds", 10, 1);
        var precision = arguments.Word("--precision", Precision.Fp32);
        using var device = ComputeDevice.Open(arguments.Text("--device", "auto"), threads, precision);
        arguments.RequireEmpty();
        using var prior = EngineNetwork.Load(device, network);
        var shape = new TensorShape(1, PeerInput.Channels, size, size);
        using var forward = prior.CreateSession(shape, [PeerInput.Timestep]);
        using var both = prior.CreateGradientSession(shape, [PeerInput.Timestep]);
        using Tensor x = device.Allocate(shape), noise = device.Allocate(shape), gradient = device.Allocate(shape);
        x.Upload(PeerInput.Picture(size));

        void Forward()
        {
            forward.PredictNoise(x, 0, noise);
            device.Synchronize();
        }

        void Both()
        {
            both.PredictNoise(x, 0, noise);
            both.PullBack(noise, gradient);
            device.Synchronize();
        }

        List<double> forwardTimes = [], bothTimes = [];
        for (int round = -WarmUp; round < rounds; round++)
        {
            double first = Timing.Milliseconds(Forward), second = Timing.Milliseconds(Both);
            if (round >= 0)
            {
                forwardTimes.Add(first);
                bothTimes.Add(second);
            }
        }

        double one = Timing.Median(forwardTimes), two = Timing.Median(bothTimes);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{network} {size}x{size} {device.Description.Name}: prediction {one:F1} ms, {forward.PlannedBytes / 1048576.0:F0} MiB; "
            + $"with gradient {two:F1} ms ({two / one:F2} times), {both.PlannedBytes / 1048576.0:F0} MiB"));
    }
}
