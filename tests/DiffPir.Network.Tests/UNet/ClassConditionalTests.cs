using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class ClassConditionalTests : IDisposable
{
    private const int Classes = 7;
    private static readonly TensorShape Shape = new(1, 3, 16, 16);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The class's row is added to the embedded time; so is the bias of the embedding's last layer.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void PredictNoise_OfAClass_IsThatOfAnUnconditionalNetworkWithItsRowInTheBias(string selector)
    {
        var device = TestDevices.Require(selector);
        string conditional = Write("conditional", withTable: true, chosen: null);

        foreach (int chosen in (int[])[0, 6])
        {
            float[] expected = Predict(device, Write($"class-{chosen}", withTable: false, chosen), new UNetOptions { HeadChannels = 16 });
            float[] found = Predict(device, conditional, new UNetOptions { HeadChannels = 16, Class = chosen });
            Assert.Equal(expected, found);
        }

        Assert.NotEqual(
            Predict(device, conditional, new UNetOptions { HeadChannels = 16, Class = 1 }),
            Predict(device, conditional, new UNetOptions { HeadChannels = 16, Class = 2 }));
    }

    [Fact]
    public void Infer_ClassConditionalNetwork_SaysHowManyClasses()
    {
        using var checkpoint = Checkpoint.Open(Write("conditional", withTable: true, chosen: null));

        var network = UNetConfiguration.Infer(checkpoint, new UNetOptions { HeadChannels = 16 });

        Assert.Equal(Classes, network.Classes);
        Assert.EndsWith(", 7 classes", network.ToString(), StringComparison.Ordinal);
        var told = UNetConfiguration.Infer(checkpoint, new UNetOptions { HeadChannels = 16, Class = 4 });
        Assert.EndsWith(", 7 classes (class 4)", told.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, null, "the network is conditioned on 7 classes and none is given", "a class from 0 to 6")]
    [InlineData(true, 7, "the network has no class 7", "Give a class from 0 to 6")]
    [InlineData(true, -1, "the network has no class -1", "Give a class from 0 to 6")]
    [InlineData(false, 0, "class 0 is given, but the network is not conditioned on classes", "Give no class")]
    public void Load_ClassThatDoesNotFit_IsRefused(bool withTable, int? chosen, string problem, string remedy)
    {
        string path = Write("model", withTable, chosen: null);

        var error = Assert.Throws<CheckpointException>(
            () => DenoiserLoader.Load(TestDevices.Require("cpu"), path, new UNetOptions { HeadChannels = 16, Class = chosen }));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_TableOfAnotherWidth_IsRefused()
    {
        string path = _folder.File("bad.safetensors");
        SyntheticWeights.Write(path, [.. ParameterListing.Read("unet-a"), ("label_emb.weight", [Classes, 96])]);
        using var checkpoint = Checkpoint.Open(path);

        var error = Assert.Throws<CheckpointException>(() => UNetConfiguration.Infer(checkpoint, new UNetOptions { HeadChannels = 16 }));

        Assert.Contains("'label_emb.weight': expected 7x128, found 7x96", error.Message, StringComparison.Ordinal);
    }

    /// <summary>unet-a with synthetic weights: with the table of classes, or with one class's row added to the bias.</summary>
    private string Write(string name, bool withTable, int? chosen)
    {
        float[] table = SyntheticWeights.Tensor("label_emb.weight", [Classes, 128]);
        var writer = new CheckpointWriter();
        foreach ((string tensor, long[] shape) in ParameterListing.Read("unet-a"))
        {
            float[] values = SyntheticWeights.Tensor(tensor, shape);
            for (int i = 0; tensor == "time_embed.2.bias" && chosen is not null && i < values.Length; i++)
            {
                values[i] += table[(chosen.Value * values.Length) + i];
            }

            writer.Add(tensor, shape, values);
        }

        if (withTable)
        {
            writer.Add("label_emb.weight", [Classes, 128], table);
        }

        string path = _folder.File($"{name}.safetensors");
        writer.Save(path);
        return path;
    }

    private static float[] Predict(ComputeDevice device, string path, UNetOptions options)
    {
        using IPrior network = DenoiserLoader.Load(device, path, options);
        using var session = network.CreateSession(Shape, [500]);
        using Tensor x = device.Allocate(Shape), noise = device.Allocate(Shape);
        x.Upload(SyntheticWeights.Tensor("x", [1, 3, 16, 16]));
        session.PredictNoise(x, 0, noise, TestContext.Current.CancellationToken);
        return noise.Download();
    }
}
