using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Kernels.Tests.Golden;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Gradients;

/// <summary>Gradients of single operations with respect to their input, against PyTorch (tests/fixtures/ops.grad.safetensors).</summary>
public sealed class GoldenGradientTests
{
    private const double Bound = 5e-6;

    private static readonly Checkpoint File = Checkpoint.Open(RepositoryPaths.Fixture("ops.grad.safetensors"));

    private static readonly Dictionary<string, Func<string, GraphNode>> Operations = new()
    {
        ["conv3x3"] = name => Convolution(name, 1),
        ["conv3x3_wide"] = name => Convolution(name, 1),
        ["conv3x3_stride2"] = name => Convolution(name, 2),
        ["conv1x1"] = name => Convolution(name, 1),
        ["conv3x3_tiny_map"] = name => Convolution(name, 1),
        ["groupnorm_silu"] = name => Norm(name, null),
        ["groupnorm_large_silu"] = name => Norm(name, null),
        ["groupnorm_scale_shift_silu"] = name => Norm(name, 0),
        ["groupnorm_large_scale_shift_silu"] = name => Norm(name, 0),
        ["silu"] = _ => new ActivationNode("y", "x", Activation.Silu),
        ["linear"] = name => Convolution(name, 1),
        ["nearest_up2"] = _ => new ResampleNode("y", "x", Resampling.NearestUp2),
        ["avgpool2"] = _ => new ResampleNode("y", "x", Resampling.MeanDown2),
        ["attention_legacy"] = _ => new AttentionNode("y", "x", 3, AttentionOrder.Legacy),
        ["attention_new"] = _ => new AttentionNode("y", "x", 3, AttentionOrder.New),
        ["attention_long_legacy"] = _ => new AttentionNode("y", "x", 2, AttentionOrder.Legacy),
        ["attention_long_new"] = _ => new AttentionNode("y", "x", 2, AttentionOrder.New),
    };

    public static TheoryData<string, string> OnEveryDevice =>
        [.. from device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda", "cpu" }
            from name in Operations.Keys
            where device != "cpu" || !name.Contains("long", StringComparison.Ordinal)
            select (device, name)];

    public static TheoryData<string, string> WithParametersOnEveryDevice =>
    [
        .. from device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda", "cpu" }
            from name in Operations.Keys
            where File.TryFind($"{name}.weight", out _)
            select (device, name),
    ];

    [Fact]
    public void Fixture_HoldsNoOperationThatIsNotTestedHere() =>
        Assert.Equal(Operations.Keys.Order(), File.Tensors.Select(tensor => tensor.Name.Split('.')[0]).Distinct().Order());

    [Theory]
    [MemberData(nameof(OnEveryDevice))]
    public void Gradient_MatchesPyTorch(string selector, string name)
    {
        var device = TestDevices.Require(selector);
        var shape = ShapeOf($"{name}.x");
        var graph = OperationRunner.GraphOf(shape.C, Operations[name](name));
        var weights = new Dictionary<string, float[]>();
        foreach (string part in new[] { $"{name}.weight", $"{name}.bias" }.Where(part => File.TryFind(part, out _)))
        {
            weights.Add(part, File.Read(part));
        }

        // In the fixture every image has its own scale and shift: columns of the table, each with its image.
        bool conditioned = File.TryFind($"{name}.scale", out _);
        float[]? table = conditioned
            ? [.. GoldenOperations.Transpose(File.Read($"{name}.scale"), shape.N), .. GoldenOperations.Transpose(File.Read($"{name}.shift"), shape.N)]
            : null;
        float[] x = File.Read($"{name}.x"), dy = File.Read($"{name}.dy");
        int images = conditioned ? shape.N : 1;
        var dx = new List<float>();
        for (int n = 0; n < images; n++)
        {
            dx.AddRange(GradientRunner.Run(
                device, graph, shape with { N = shape.N / images }, Part(x, images, n), Part(dy, images, n), weights, table, images, n).Gradient);
        }

        Assert.InRange(RelativeError.L2([.. dx], File.Read($"{name}.dx")), 0, Bound);
    }

    [Theory]
    [MemberData(nameof(WithParametersOnEveryDevice))]
    public void GradientOfParameters_MatchesPyTorch(string selector, string name)
    {
        var weights = new Dictionary<string, float[]>();
        foreach (string part in new[] { $"{name}.weight", $"{name}.bias" }.Where(part => File.TryFind(part, out _)))
        {
            weights.Add(part, File.Read(part));
        }

        var device = TestDevices.Require(selector);
        var shape = ShapeOf($"{name}.x");
        bool conditioned = File.TryFind($"{name}.scale", out _);
        float[]? Table(string prefix) => conditioned
            ?
            [
                .. GoldenOperations.Transpose(File.Read($"{name}.{prefix}scale"), shape.N),
                .. GoldenOperations.Transpose(File.Read($"{name}.{prefix}shift"), shape.N),
            ]
            : null;

        var (gradients, conditioning) = GradientRunner.RunParameters(
            device, OperationRunner.GraphOf(shape.C, Operations[name](name)), shape, File.Read($"{name}.x"), File.Read($"{name}.dy"), weights,
            Table(string.Empty));

        Assert.InRange(RelativeError.L2(gradients[$"{name}.weight"], File.Read($"{name}.d_weight")), 0, Bound);
        Assert.InRange(RelativeError.L2(gradients[$"{name}.bias"], File.Read($"{name}.d_bias")), 0, Bound);
        if (conditioned)
        {
            Assert.InRange(RelativeError.L2(conditioning, Table("d_")!), 0, Bound);
        }
    }

    private static ConvolutionNode Convolution(string name, int stride)
    {
        var weight = File.Find($"{name}.weight").Shape;
        return new("y", "x", $"{name}.weight", $"{name}.bias", (int)weight[0], weight.Length == 4 ? (int)weight[2] : 1, stride);
    }

    private static GroupNormNode Norm(string name, int? scaleShift) =>
        new("y", "x", $"{name}.weight", $"{name}.bias", 32, 1e-5f, scaleShift, Activation.Silu);

    private static float[] Part(float[] batch, int parts, int n) => batch.AsSpan(n * (batch.Length / parts), batch.Length / parts).ToArray();

    // Rows of a matrix and pixels of a sequence become images of one row.
    private static TensorShape ShapeOf(string tensor)
    {
        var shape = File.Find(tensor).Shape;
        return shape.Length switch
        {
            2 => new((int)shape[0], (int)shape[1], 1, 1),
            3 => new((int)shape[0], (int)shape[1], 1, (int)shape[2]),
            _ => new((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]),
        };
    }
}
