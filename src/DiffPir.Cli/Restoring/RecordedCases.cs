using DiffPir.Cli.Hosting;
using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Cli.Restoring;

/// <summary>
/// Inputs and outputs of a network that another program recorded: NAME.x [N,C,H,W], NAME.t [N] and NAME.y [N,C or 2C,H,W], or NAME.y_crop,
/// a rectangle from the middle of y. Of 2C channels the first C are the noise, which is what is compared. Where there are NAME.v and
/// NAME.vjp [N,C,H,W], a vector and its product with the transposed Jacobian of the noise, that product is compared too.
/// </summary>
internal sealed class RecordedCases : IDisposable
{
    private readonly Checkpoint _file;

    private RecordedCases(Checkpoint file, IReadOnlyList<string> names)
    {
        _file = file;
        Names = names;
    }

    /// <summary>The cases, in the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens a file with at least one case.</summary>
    /// <exception cref="CliException">It cannot be read, or holds no case (unreadable input).</exception>
    public static RecordedCases Open(string path)
    {
        Checkpoint file;
        try
        {
            file = Checkpoint.OpenTensors(path);
        }
        catch (CheckpointException e)
        {
            throw new CliException(ExitCode.UnreadableInput, e.Message, e);
        }

        string[] names =
        [
            .. file.Tensors.Select(static t => t.Name).Where(static n => n.EndsWith(".x", StringComparison.Ordinal)).Select(static n => n[..^2]),
        ];
        if (names.Length > 0)
        {
            return new RecordedCases(file, names);
        }

        file.Dispose();
        throw new CliException(
            ExitCode.UnreadableInput, $"'{path}' holds no recorded case: expected tensors NAME.x, NAME.t and NAME.y or NAME.y_crop");
    }

    /// <summary>Runs the network on one case.</summary>
    /// <returns>Relative L2 error over all compared values, and their largest absolute difference.</returns>
    /// <exception cref="CliException">The case is incomplete or does not fit the network (unreadable input).</exception>
    public (double RelativeL2, double MaxError) Compare(string name, ComputeDevice device, IPrior prior)
    {
        try
        {
            var x = Find(name + ".x", null);
            var t = Find(name + ".t", null);
            var y = _file.TryFind(name + ".y", out var whole) ? whole : Find(name + ".y_crop", $"{name}.y or {name}.y_crop");
            var sizes = RequireFit(name, x, t, y, prior);
            return Compare(_file.Read(x.Name), _file.Read(t.Name), _file.Read(y.Name), sizes, device, prior);
        }
        catch (CheckpointException e)
        {
            throw new CliException(ExitCode.UnreadableInput, e.Message, e);
        }
    }

    /// <summary>The tensors.</summary>
    internal Checkpoint File => _file;

    /// <summary>True where a case holds a vector-Jacobian product.</summary>
    public bool HasGradient(string name) => _file.TryFind(name + ".v", out _) || _file.TryFind(name + ".vjp", out _);

    /// <summary>Computes the vector-Jacobian product of one case.</summary>
    /// <returns>Relative L2 error over all values, and their largest absolute difference.</returns>
    /// <exception cref="CliException">The case is incomplete or does not fit the network (unreadable input).</exception>
    public (double RelativeL2, double MaxError) CompareGradient(string name, ComputeDevice device, IDifferentiablePrior prior)
    {
        try
        {
            CheckpointTensor x = Find(name + ".x", null), t = Find(name + ".t", null), v = Find(name + ".v", null), vjp = Find(name + ".vjp", null);
            foreach (var tensor in new[] { v, vjp })
            {
                if (!tensor.Shape.SequenceEqual(x.Shape))
                {
                    throw new CliException(
                        ExitCode.UnreadableInput, $"case '{name}': {tensor} does not fit {x}: expected the same shape; record it again");
                }
            }

            var (shape, _) = RequireFit(name, x, t, x, prior);
            return CompareGradient(_file.Read(x.Name), _file.Read(t.Name), _file.Read(v.Name), _file.Read(vjp.Name), shape, device, prior);
        }
        catch (CheckpointException e)
        {
            throw new CliException(ExitCode.UnreadableInput, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static (double RelativeL2, double MaxError) CompareGradient(
        float[] x, float[] t, float[] v, float[] vjp, TensorShape shape, ComputeDevice device, IDifferentiablePrior prior)
    {
        var one = shape with { N = 1 };
        int size = one.C * one.H * one.W;
        using var input = device.Allocate(one);
        using var noise = device.Allocate(one);
        using var vector = device.Allocate(one);
        using var gradient = device.Allocate(one);
        double difference = 0, norm = 0, largest = 0;
        for (int n = 0; n < shape.N; n++)
        {
            using var session = prior.CreateGradientSession(one, [(int)MathF.Round(t[n])]);
            input.Upload(x.AsSpan(n * size, size));
            vector.Upload(v.AsSpan(n * size, size));
            session.PredictNoise(input, 0, noise);
            session.PullBack(vector, gradient);
            Accumulate(gradient.Download(), vjp, n, one, shape, ref difference, ref norm, ref largest);
        }

        return (Math.Sqrt(difference / norm), largest);
    }

    private static (double RelativeL2, double MaxError) Compare(
        float[] x, float[] t, float[] y, (TensorShape Input, TensorShape Output) sizes, ComputeDevice device, IPrior prior)
    {
        var one = sizes.Input with { N = 1 };
        using var input = device.Allocate(one);
        using var noise = device.Allocate(one);
        double difference = 0, norm = 0, largest = 0;
        for (int n = 0; n < sizes.Input.N; n++)
        {
            using var session = prior.CreateSession(one, [(int)MathF.Round(t[n])]);
            input.Upload(x.AsSpan(n * one.C * one.H * one.W, one.C * one.H * one.W));
            session.PredictNoise(input, 0, noise);
            Accumulate(noise.Download(), y, n, one, sizes.Output, ref difference, ref norm, ref largest);
        }

        return (Math.Sqrt(difference / norm), largest);
    }

    private static void Accumulate(
        float[] noise, float[] expected, int n, TensorShape one, TensorShape output, ref double difference, ref double norm, ref double largest)
    {
        int top = (one.H - output.H) / 2, left = (one.W - output.W) / 2;
        for (int c = 0; c < one.C; c++)
        {
            for (int row = 0; row < output.H; row++)
            {
                for (int column = 0; column < output.W; column++)
                {
                    double want = expected[(((((n * output.C) + c) * output.H) + row) * output.W) + column];
                    double off = noise[(((c * one.H) + row + top) * one.W) + column + left] - want;
                    difference += off * off;
                    norm += want * want;
                    largest = Math.Max(largest, Math.Abs(off));
                }
            }
        }
    }

    private static (TensorShape Input, TensorShape Output) RequireFit(
        string name, CheckpointTensor x, CheckpointTensor t, CheckpointTensor y, IPrior prior)
    {
        var a = x.Shape;
        var b = y.Shape;
        if (a.Length != 4 || a.Contains(0) || a[1] != prior.Channels || a[2] % prior.SizeMultiple != 0 || a[3] % prior.SizeMultiple != 0)
        {
            throw Misfit($"{x} does not fit the network: expected [N, {prior.Channels}, H, W] with sides that are multiples of {prior.SizeMultiple} and not 0");
        }

        if (t.ElementCount != a[0])
        {
            throw Misfit($"{t} does not fit {x}: expected one timestep an image");
        }

        if (b.Length != 4 || b[0] != a[0] || (b[1] != a[1] && b[1] != 2 * a[1]) || b[2] > a[2] || b[3] > a[3] || b.Contains(0))
        {
            throw Misfit($"{y} does not fit {x}: expected as many images, {a[1]} or {2 * a[1]} channels, and sides no larger and not 0");
        }

        return (Shape(a), Shape(b));

        static TensorShape Shape(ReadOnlySpan<long> s) => new((int)s[0], (int)s[1], (int)s[2], (int)s[3]);
        CliException Misfit(string reason) => new(ExitCode.UnreadableInput, $"case '{name}': {reason}; record it again");
    }

    private CheckpointTensor Find(string tensor, string? wanted) => _file.TryFind(tensor, out var found)
        ? found
        : throw new CliException(ExitCode.UnreadableInput, $"'{_file.FilePath}' lacks the tensor {wanted ?? tensor}; record the case again");
}
