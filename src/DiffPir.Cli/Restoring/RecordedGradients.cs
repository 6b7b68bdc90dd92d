using DiffPir.Cli.Hosting;
using DiffPir.Kernels;
using DiffPir.Kernels.Training;
using DiffPir.Network;

namespace DiffPir.Cli.Restoring;

/// <summary>
/// Gradients of weights that another program recorded: for the target NAME.n, NAME.loss = mean((noise - n)^2) over everything, and
/// NAME.dw.PARAMETER, its gradients, or NAME.dw_norm.PARAMETER, their L2 norms.
/// </summary>
internal static class RecordedGradients
{
    /// <summary>Computes loss and gradients of a case.</summary>
    /// <returns>NAME.loss and NAME.dw with the relative L2 error and the largest absolute difference, gradients taken together.</returns>
    /// <exception cref="CliException">The case is incomplete (unreadable input), or the network has no gradients of weights (wrong model).</exception>
    public static IEnumerable<(string Name, double RelativeL2, double MaxError)> Compare(
        Checkpoint file, string name, ComputeDevice device, DenoiserModel model)
    {
        if (model is not { Architecture: DenoiserArchitecture.GuidedDiffusion, Configuration: UNetConfiguration { Classes: null } network })
        {
            throw new CliException(
                ExitCode.WrongModel,
                $"'{model.Checkpoint.FilePath}' is no guided-diffusion UNet without classes, the only networks with gradients of weights: leave --gradients out");
        }

        try
        {
            return Compare(file, name, device, network, TrainingParameters.Read(network, model.Checkpoint));
        }
        catch (CheckpointException e)
        {
            throw new CliException(ExitCode.UnreadableInput, e.Message, e);
        }
    }

    private static List<(string Name, double RelativeL2, double MaxError)> Compare(
        Checkpoint file, string name, ComputeDevice device, UNetConfiguration network, float[] weights)
    {
        var s = file.Find($"{name}.x").Shape;
        var shape = new TensorShape((int)s[0], (int)s[1], (int)s[2], (int)s[3]);
        var layout = TrainingParameters.LayoutOf(network);
        using var optimizer = new Optimizer(device, layout);
        optimizer.Weights.Upload(weights);
        using var denoising = new DenoisingLoss(device, shape.N, network.Training.Steps);
        using var session = new TrainingSession(device, network, shape, optimizer.Weights, optimizer.Gradients);
        using Tensor x = device.Allocate(shape), target = device.Allocate(shape), noise = device.Allocate(shape), vector = device.Allocate(shape);
        using var t = device.Allocate(new(1, 1, 1, shape.N));
        x.Upload(file.Read($"{name}.x", s));
        target.Upload(file.Read($"{name}.n", s));
        t.Upload(file.Read($"{name}.t", [shape.N]));
        session.Predict(x, t, noise);
        denoising.Differentiate(noise, target, vector);
        session.PullBack(vector);

        double loss = file.Read($"{name}.loss")[0], found = denoising.TakeMean();
        float[] gradients = optimizer.Gradients.Download();
        double difference = 0, norm = 0, largest = 0;
        foreach (var (parameter, _) in TrainingParameters.Of(network))
        {
            var (offset, length) = layout[parameter];
            Add(file, name, parameter, gradients.AsSpan((int)offset, (int)length), ref difference, ref norm, ref largest);
        }

        return
        [
            ($"{name}.loss", Math.Abs(found - loss) / Math.Abs(loss), Math.Abs(found - loss)),
            ($"{name}.dw", Math.Sqrt(difference / norm), largest),
        ];
    }

    private static void Add(
        Checkpoint file, string name, string parameter, ReadOnlySpan<float> found, ref double difference, ref double norm, ref double largest)
    {
        bool isWhole = file.TryFind($"{name}.dw.{parameter}", out var recorded);
        recorded ??= file.Find($"{name}.dw_norm.{parameter}");
        if (isWhole && recorded.ElementCount != found.Length)
        {
            throw new CliException(ExitCode.UnreadableInput, $"case '{name}': {recorded} does not fit {found.Length} values; record it again");
        }

        float[] expected = file.Read(recorded.Name);
        float[] compared = isWhole ? found.ToArray() : [Norm(found)];
        for (int i = 0; i < compared.Length; i++)
        {
            // In the precision of the recording.
            double value = recorded.Type == ElementType.F16 ? (double)(Half)compared[i] : compared[i], off = value - expected[i];
            difference += off * off;
            norm += (double)expected[i] * expected[i];
            largest = Math.Max(largest, Math.Abs(off));
        }
    }

    private static float Norm(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return (float)Math.Sqrt(sum);
    }
}
