using DiffPir.Kernels.Attention;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class CheckpointConverterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.File("out.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.BF16)]
    public void Convert_PyTorchFileWithViewsAndIntegers_KeepsNamesShapesAndValues(ElementType type)
    {
        foreach (string file in (string[])["plain.pt", "views-legacy.pt", "types.pt"])
        {
            using var source = Checkpoint.Open(RepositoryPaths.Fixture($"pickles/{file}"));

            CheckpointConverter.Convert(source, Target, type);

            using var result = Checkpoint.Open(Target);
            Assert.Equal("safetensors", result.Format);
            Assert.Equal(
                source.Tensors.Select(tensor => (tensor.Name, tensor.Type.IsWeight() ? type : tensor.Type, string.Join('x', tensor.Shape.ToArray()))),
                result.Tensors.Select(tensor => (tensor.Name, tensor.Type, string.Join('x', tensor.Shape.ToArray()))));
            foreach (var tensor in source.Tensors)
            {
                if (tensor.Type.IsWeight())
                {
                    Assert.Equal(source.Read(tensor.Name), result.Read(tensor.Name)); // the fixtures' values are exact in every type
                }
                else
                {
                    Assert.Equal(Bytes(source, tensor), Bytes(result, result.Find(tensor.Name)));
                }
            }
        }
    }

    [Fact]
    public void Convert_TensorsOfManyParts_AreComplete()
    {
        long[] shape = [3, 100_003, 2]; // more than two parts, the last one odd
        string path = _folder.File("large.safetensors");
        SyntheticWeights.Write(path, [("a.weight", shape), ("none", [0, 5])]);
        using var source = Checkpoint.Open(path);

        CheckpointConverter.Convert(source, Target, ElementType.F16, new Dictionary<string, string> { ["made by"] = "test" });

        using var result = Checkpoint.Open(Target);
        Assert.Equal("test", result.Metadata["made by"]);
        Assert.Equal(SyntheticWeights.Tensor("a.weight", shape).Select(value => (float)(Half)value), result.Read("a.weight"));
    }

    [Fact]
    public void Convert_ValueThatTheTypeCannotHold_NamesTheTensorAndLeavesNoFile()
    {
        string path = _folder.File("in.safetensors");
        var writer = new CheckpointWriter();
        writer.Add("small", [1], [1f]);
        writer.Add("large", [2], [1f, 70000f]);
        writer.Save(path);
        using var source = Checkpoint.Open(path);

        var error = Assert.Throws<CheckpointException>(() => CheckpointConverter.Convert(source, Target, ElementType.F16));

        Assert.Equal("large", error.TensorName);
        Assert.Contains("a value that F16 cannot hold as a finite number. Convert to BF16 or F32", error.Message, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Convert_ToAnotherType_IsRefused()
    {
        using var source = Checkpoint.Open(RepositoryPaths.Fixture("pickles/plain.pt"));

        Assert.Throws<ArgumentException>(() => CheckpointConverter.Convert(source, Target, ElementType.F64));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void Convert_ModelWithHeadsGivenAsOptions_NeedsNoOptionsAfterwards()
    {
        string path = _folder.File("unet.safetensors");
        SyntheticWeights.Write(path, ParameterListing.Read("unet-c"));
        using (var model = DenoiserModel.Open(path, new UNetOptions { HeadChannels = 32, AttentionOrder = AttentionOrder.New }))
        {
            CheckpointConverter.Convert(model, Target, ElementType.BF16);
        }

        using var result = DenoiserModel.Open(Target);

        var network = (UNetConfiguration)result.Configuration;
        Assert.Equal((32, null, AttentionOrder.New, false), (network.HeadChannels, network.Heads, network.AttentionOrder, network.HeadsAssumed));
    }

    [Fact]
    public void Convert_DiffusersFolder_NeedsNoFolderAfterwards()
    {
        string folder = Directory.CreateDirectory(_folder.File("model")).FullName;
        File.Copy(RepositoryPaths.Fixture("diffusers/ddpm.config.json"), Path.Combine(folder, "config.json"));
        SyntheticWeights.Write(Path.Combine(folder, "diffusion_pytorch_model.safetensors"), ParameterListing.Read("diffusers/ddpm"));
        string description;
        using (var model = DenoiserModel.Open(folder))
        {
            description = model.Configuration.ToString()!;
            CheckpointConverter.Convert(model, Target, ElementType.F32);
        }

        using var result = DenoiserModel.Open(Target);

        Assert.Equal(description, result.Configuration.ToString());
    }

    private static byte[] Bytes(Checkpoint checkpoint, CheckpointTensor tensor)
    {
        using var stream = new MemoryStream();
        checkpoint.CopyBytes(tensor, stream);
        return stream.ToArray();
    }
}
