using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Embedding;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Golden;

/// <summary>
/// Every operation of a network on every device against PyTorch in single precision. The bounds are on the relative Euclidean error and
/// leave room for two different orders of summation in single precision, no more.
/// </summary>
public sealed class OperationGoldenTests
{
    // About twice what the worst case shows. Convolutions: direct sums stay below 5e-7, Winograd's transforms cost 1e-6. Embedding: rounded
    // frequencies and angles of up to 999 put both sides 4e-6 away from the exact values (angles alone carry 3e-5 of absolute error).
    private const double
        ConvolutionBound = 2e-6, NormalizationBound = 5e-7, AttentionBound = 1e-6, PointwiseBound = 3e-7, EmbeddingBound = 1e-5;

    private static readonly IReadOnlyDictionary<string, float[]> NoWeights = new Dictionary<string, float[]>();

    // Stride of each convolution and heads of each attention, as the fixture's integer tensors tell.
    private static readonly (string Case, int Stride)[] Convolutions =
        [("conv3x3", 1), ("conv3x3_wide", 1), ("conv3x3_stride2", 2), ("conv1x1", 1), ("conv3x3_tiny_map", 1)];

    private static readonly string[] Normalizations = ["groupnorm", "groupnorm_large"];

    private static readonly (string Case, int Heads, AttentionOrder Order)[] ShortAttentions =
        [("attention_legacy", 3, AttentionOrder.Legacy), ("attention_new", 3, AttentionOrder.New)];

    private static readonly (string Case, int Heads, AttentionOrder Order)[] LongAttentions =
        [("attention_legacy_long", 2, AttentionOrder.Legacy), ("attention_new_long", 2, AttentionOrder.New)];

    private static readonly string[] Others = ["silu", "linear", "resample", "timestep_embedding"];

    public static TheoryData<string, string, int> ConvolutionCases => Cases(TestDevices.All, Convolutions);

    public static TheoryData<string, string> NormalizationCases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string device in Selectors(TestDevices.All))
            {
                foreach (string name in Normalizations)
                {
                    data.Add(device, name);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string, int, AttentionOrder> AttentionCases
    {
        get
        {
            var data = new TheoryData<string, string, int, AttentionOrder>();
            foreach (string device in Selectors(TestDevices.All))
            {
                bool fast = Selectors(TestDevices.Fast).Contains(device);
                foreach (var (name, heads, order) in fast ? [.. ShortAttentions, .. LongAttentions] : ShortAttentions)
                {
                    data.Add(device, name, heads, order);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Fixture_HoldsNoNetworkOperationThatIsNotTestedHere()
    {
        string[] tested =
        [
            .. Convolutions.Select(c => c.Case), .. Normalizations,
            .. ShortAttentions.Concat(LongAttentions).Select(c => c.Case), .. Others,
        ];

        // Fourier transforms belong to the sampler.
        Assert.Equal(tested.Order(), GoldenOperations.Cases.Where(name => !name.StartsWith("fft_", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [MemberData(nameof(ConvolutionCases))]
    public void Convolution_MatchesPyTorch(string selector, string name, int stride)
    {
        int[] weight = GoldenOperations.Sizes($"{name}.weight");
        var node = new ConvolutionNode("y", "x", $"{name}.weight", $"{name}.bias", weight[0], weight[2], stride);

        float[] y = Run(selector, node, GoldenOperations.ImageShape($"{name}.x"), GoldenOperations.Read($"{name}.x"), WeightsOf(name));

        Expect($"{name}.y", y, ConvolutionBound);
    }

    [Theory]
    [MemberData(nameof(NormalizationCases))]
    public void GroupNorm_WithoutConditioning_MatchesPyTorch(string selector, string name)
    {
        var shape = GoldenOperations.ImageShape($"{name}.x");
        float[] x = GoldenOperations.Read($"{name}.x");
        foreach (var (activation, expected) in new[] { (Activation.None, "y"), (Activation.Silu, "y_silu") })
        {
            var node = new GroupNormNode("y", "x", $"{name}.weight", $"{name}.bias", 32, 1e-5f, Activation: activation);

            Expect($"{name}.{expected}", Run(selector, node, shape, x, WeightsOf(name)), NormalizationBound);
        }
    }

    [Theory]
    [MemberData(nameof(NormalizationCases))]
    public void GroupNorm_WithScaleAndShift_MatchesPyTorch(string selector, string name)
    {
        var shape = GoldenOperations.ImageShape($"{name}.x");
        float[] x = GoldenOperations.Read($"{name}.x");
        var node = new GroupNormNode(
            "y", "x", $"{name}.weight", $"{name}.bias", 32, 1e-5f, ScaleShiftOffset: 0, Activation: Activation.Silu);

        // In the fixture every image has its own scale and shift. A plan has one time step for a whole batch: the table's columns stand
        // for the images, and each image runs on its own.
        float[] table =
        [
            .. GoldenOperations.Transpose(GoldenOperations.Read($"{name}.scale"), shape.N),
            .. GoldenOperations.Transpose(GoldenOperations.Read($"{name}.shift"), shape.N),
        ];
        var y = new List<float>();
        foreach (var (n, image) in x.Chunk(x.Length / shape.N).Index())
        {
            y.AddRange(OperationRunner.Run(
                TestDevices.Require(selector),
                OperationRunner.GraphOf(shape.C, node),
                shape with { N = 1 },
                image,
                WeightsOf(name),
                table,
                conditioningSteps: shape.N,
                step: n));
        }

        Expect($"{name}.y_scale_shift_silu", [.. y], NormalizationBound);
    }

    [Theory]
    [MemberData(nameof(AttentionCases))]
    public void Attention_MatchesPyTorch(string selector, string name, int heads, AttentionOrder order)
    {
        int[] sizes = GoldenOperations.Sizes($"{name}.qkv");
        int height = sizes[2] == 35 ? 5 : 16;
        var shape = new TensorShape(sizes[0], sizes[1], height, sizes[2] / height);

        float[] y = Run(selector, new AttentionNode("y", "x", heads, order), shape, GoldenOperations.Read($"{name}.qkv"), NoWeights);

        Expect($"{name}.y", y, AttentionBound);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Silu_MatchesPyTorch(string selector)
    {
        int[] sizes = GoldenOperations.Sizes("silu.x");
        var node = new ActivationNode("y", "x", Activation.Silu);

        float[] y = Run(selector, node, new(1, sizes[0], 1, sizes[1]), GoldenOperations.Read("silu.x"), NoWeights);

        Expect("silu.y", y, PointwiseBound);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Linear_AsA1x1ConvolutionOnPixels_MatchesPyTorch(string selector)
    {
        int[] sizes = GoldenOperations.Sizes("linear.x"), weight = GoldenOperations.Sizes("linear.weight");
        var node = new ConvolutionNode("y", "x", "linear.weight", "linear.bias", weight[0], 1);
        float[] x = GoldenOperations.Transpose(GoldenOperations.Read("linear.x"), sizes[0]);

        float[] y = Run(selector, node, new(1, sizes[1], 1, sizes[0]), x, WeightsOf("linear"));

        Expect("linear.y", GoldenOperations.Transpose(y, weight[0]), ConvolutionBound);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Resample_MatchesPyTorch(string selector)
    {
        var shape = GoldenOperations.ImageShape("resample.x");
        float[] x = GoldenOperations.Read("resample.x");

        float[] up = Run(selector, new ResampleNode("y", "x", Resampling.NearestUp2), shape, x, NoWeights);
        float[] down = Run(selector, new ResampleNode("y", "x", Resampling.MeanDown2), shape, x, NoWeights);

        Assert.Equal(GoldenOperations.Read("resample.nearest_up2"), up);
        Expect("resample.avgpool2", down, PointwiseBound);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void TimestepEmbedding_MatchesPyTorch(string selector)
    {
        float[] t = GoldenOperations.Read("timestep_embedding.t");
        foreach (int channels in new[] { 32, 128 })
        {
            float[] y = Run(selector, new TimestepEmbeddingNode("y", "x", channels), new(1, 1, 1, t.Length), t, NoWeights);

            Expect($"timestep_embedding.y{channels}", GoldenOperations.Transpose(y, channels), EmbeddingBound);
        }
    }

    private static TheoryData<string, string, int> Cases(TheoryData<string> devices, (string Case, int Number)[] cases)
    {
        var data = new TheoryData<string, string, int>();
        foreach (string device in Selectors(devices))
        {
            foreach (var (name, number) in cases)
            {
                data.Add(device, name, number);
            }
        }

        return data;
    }

    private static IEnumerable<string> Selectors(TheoryData<string> devices) => devices.Select(row => row.Data);

    private static Dictionary<string, float[]> WeightsOf(string name) =>
        new[] { $"{name}.weight", $"{name}.bias" }.ToDictionary(key => key, GoldenOperations.Read);

    private static float[] Run(
        string selector, GraphNode node, TensorShape shape, float[] x, IReadOnlyDictionary<string, float[]> weights) =>
        OperationRunner.Run(TestDevices.Require(selector), OperationRunner.GraphOf(shape.C, node), shape, x, weights);

    private static void Expect(string tensor, float[] actual, double bound) =>
        Assert.InRange(RelativeError.L2(actual, GoldenOperations.Read(tensor)), 0, bound);
}
