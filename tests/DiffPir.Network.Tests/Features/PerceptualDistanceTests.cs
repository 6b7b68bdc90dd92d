using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class PerceptualDistanceTests : IDisposable
{
    private const int Height = 45, Width = 38;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Networks()
    {
        var data = new TheoryData<string, string>();
        foreach (string selector in TestDevices.Fast)
        {
            data.Add(selector, "vgg16");
            data.Add(selector, "alexnet");
        }

        data.Add(TestDevices.OpenClAsGpu, "alexnet");
        return data;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Values of PyTorch in float32, see tests/fixtures/features/make.py.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void Distance_OfTwoPictures_IsThatOfTheOriginal(string selector, string network)
    {
        var device = TestDevices.Require(selector);
        using var golden = Checkpoint.OpenTensors(RepositoryPaths.Fixture($"features/{network}.io.safetensors"));
        using var distance = Assert.Single(PerceptualDistance.LoadAll(device, [Factors(network), Weights(network)]));
        float[] a = golden.Read("a"), b = golden.Read("b");

        double found = distance.Between(a, b, Height, Width);

        double expected = golden.Read("lpips")[0];
        Assert.InRange(Math.Abs(found - expected) / expected, 0, 1e-5);
        Assert.Equal(0, distance.Between(a, a, Height, Width));
        // Symmetric; values beyond are clamped.
        Assert.Equal(found, distance.Between([.. b.Select(value => value == 1 ? 1.5f : value)], a, Height, Width), 1e-9);
    }

    [Fact]
    public void LoadAll_OfBothNetworks_TellsTheirFilesApart()
    {
        var device = TestDevices.Require("opencl");

        var distances = PerceptualDistance.LoadAll(device, [Weights("vgg16"), Weights("alexnet"), Factors("alexnet"), Factors("vgg16")]);

        Assert.Equal([PerceptualBackbone.Vgg16, PerceptualBackbone.AlexNet], distances.Select(distance => distance.Backbone));
        Assert.Throws<ArgumentException>(() => distances[1].Between(new float[3 * 30 * 40], new float[3 * 30 * 40], 30, 40));
        Assert.All(distances, distance => distance.Dispose());
    }

    [Fact]
    public void LoadAll_WithoutOneOfTheFiles_SaysWhich()
    {
        var device = TestDevices.Require("opencl");
        string other = RepositoryPaths.Fixture("ops.safetensors");
        string incomplete = FeatureWeights.Write(_folder.File("incomplete.safetensors"), "vgg16", name => name != "features.17.weight");

        Assert.Contains("whose factors are missing", Refusal(Weights("alexnet")), StringComparison.Ordinal);
        Assert.Contains("whose weights are missing", Refusal(Factors("vgg16"), Weights("alexnet"), Factors("alexnet")), StringComparison.Ordinal);
        Assert.Contains("neither 'features.0.weight'", Refusal(other), StringComparison.Ordinal);
        Assert.Contains("'features.17.weight': VGG16 has weights of shape 512x256x3x3 here, found none", Refusal(incomplete, Factors("vgg16")),
            StringComparison.Ordinal);

        string Refusal(params string[] paths) => Assert.Throws<CheckpointException>(() => PerceptualDistance.LoadAll(device, paths)).Message;
    }

    private string Weights(string network) =>
        FeatureWeights.Write(_folder.File($"{network}.safetensors"), network, name => name.StartsWith("features.", StringComparison.Ordinal));

    private string Factors(string network) =>
        FeatureWeights.Write(_folder.File($"{network}-factors.safetensors"), network, name => name.StartsWith("lin", StringComparison.Ordinal));
}
