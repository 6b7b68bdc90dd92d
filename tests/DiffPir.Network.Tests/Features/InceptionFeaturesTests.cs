using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class InceptionFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Values of PyTorch in float32, see tests/fixtures/features/make.py.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Features_OfAPicture_AreThoseOfTheOriginal(string selector)
    {
        var device = TestDevices.Require(selector);
        using var golden = Checkpoint.OpenTensors(RepositoryPaths.Fixture("features/inception.io.safetensors"));
        using var inception = InceptionFeatures.Load(device, FeatureWeights.Write(_folder.File("inception.safetensors"), "inception", _ => true));

        foreach (int i in (int[])[0, 5])
        {
            float[] features = inception.Of(golden.Read($"x.{i}"), 20 + i, 24);

            Assert.InRange(RelativeError.L2(features, golden.Read($"y.{i}")), 0, 1e-5);
        }
    }

    [Fact]
    public void Load_OfTorchvisionsNetwork_IsRefused()
    {
        var device = TestDevices.Require("opencl");
        var writer = new CheckpointWriter();
        writer.Add("fc.bias", [1000], ElementType.F32, () => new float[1000]);
        writer.Save(_folder.File("other.safetensors"));

        string message = Assert.Throws<CheckpointException>(() => InceptionFeatures.Load(device, _folder.File("other.safetensors"))).Message;

        Assert.Contains("tells 1008 classes apart, this one 1000", message, StringComparison.Ordinal);
        Assert.Contains("pt_inception-2015-12-05", message, StringComparison.Ordinal);
    }
}
