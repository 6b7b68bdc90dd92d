using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class UNetMismatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Infer_TensorsMissingExtraReshapedAndOfIntegers_AreAllNamedInOneError()
    {
        var listing = Listing("unet-c");
        listing.RemoveAll(entry => entry.Name == "middle_block.0.in_layers.0.bias");
        Change(listing, "out.2.bias", shape: [7]);
        Change(listing, "out.0.bias", type: ElementType.I32);
        listing.Add(("ema.decay", [], ElementType.F32));

        string message = Refused(listing);

        Assert.Contains("almost a guided-diffusion UNet", message, StringComparison.Ordinal);
        Assert.Contains("1 tensor missing ('middle_block.0.in_layers.0.bias')", message, StringComparison.Ordinal);
        Assert.Contains("1 tensor unexpected ('ema.decay')", message, StringComparison.Ordinal);
        Assert.Contains("1 tensor of another shape ('out.2.bias': expected 6, found 7)", message, StringComparison.Ordinal);
        Assert.Contains("1 tensor of a type other than F16, BF16, F32 and F64 ('out.0.bias': I32)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unet-a")]
    [InlineData("unet-b")]
    public void Infer_AnyOneTensorMissing_IsRefusedByName(string fixture)
    {
        var listing = Listing(fixture);
        for (int i = 0; i < listing.Count; i++)
        {
            List<(string Name, long[] Shape, ElementType Type)> rest = [.. listing[..i], .. listing[(i + 1)..]];
            Assert.Contains($"'{listing[i].Name}'", Refused(rest), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Infer_AnyOneTensorReshaped_IsRefused()
    {
        var listing = Listing("unet-a");
        for (int i = 0; i < listing.Count; i++)
        {
            List<(string Name, long[] Shape, ElementType Type)> changed = [.. listing];
            changed[i] = changed[i] with { Shape = [changed[i].Shape[0] + 1, .. changed[i].Shape[1..]] };
            Assert.NotEmpty(Refused(changed));
            changed[i] = changed[i] with { Shape = [.. listing[i].Shape, 1] };
            Assert.NotEmpty(Refused(changed));
        }
    }

    [Theory]
    [InlineData("conv_in.weight,time_embedding.linear_1.weight,down_blocks.0.resnets.0.conv1.weight", "but a diffusers UNet2DModel")]
    [InlineData("m_head.weight,m_tail.weight", "DRUNet")]
    [InlineData("model.diffusion_model.time_embed.0.weight", "without the prefix 'model.diffusion_model.'")]
    [InlineData("conv1.weight", "not a guided-diffusion UNet: 6 tensors missing ('time_embed.0.weight', 'input_blocks.0.0.weight', 'input_blocks.1.0.out_layers.3.weight', ...), 1 tensor unexpected ('conv1.weight')")]
    public void Infer_AnotherArchitecture_IsNamed(string names, string expected)
    {
        string message = Refused([.. names.Split(',').Select(name => (name, new long[] { 4, 4, 3, 3 }, ElementType.F32))]);

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_EmptyCheckpoint_IsRefused() => Assert.Contains("6 tensors missing", Refused([]), StringComparison.Ordinal);

    [Fact]
    public void Infer_HeadsThatDoNotFit_SayWhatHelps()
    {
        string assumed = Refused(Listing("unet-a"));
        string told = Refused(Listing("unet-a"), new UNetOptions { Heads = 5 });

        Assert.Contains("the 32 channels of attention input_blocks.3.1 cannot be split into heads of 64 channels, the published models' choice", assumed,
            StringComparison.Ordinal);
        Assert.Contains("the head channels or the number of heads", assumed, StringComparison.Ordinal);
        Assert.Contains("cannot be split into 5 heads.", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_heads", "many")]
    [InlineData("num_head_channels", "0")]
    [InlineData("attention_order", "alphabetical")]
    public void Infer_MetadataThatMakeNoSense_AreRefused(string key, string value)
    {
        Assert.Contains($"its metadata say {key} = '{value}'", Refused(Listing("unet-a"), null, (key, value)), StringComparison.Ordinal);
    }

    private static List<(string Name, long[] Shape, ElementType Type)> Listing(string fixture) =>
        [.. ParameterListing.Read(fixture).Select(entry => (entry.Name, entry.Shape, ElementType.F16))];

    private static void Change(
        List<(string Name, long[] Shape, ElementType Type)> listing, string name, long[]? shape = null, ElementType type = ElementType.F16)
    {
        int index = listing.FindIndex(entry => entry.Name == name);
        listing[index] = (name, shape ?? listing[index].Shape, type);
    }

    private string Refused(
        List<(string Name, long[] Shape, ElementType Type)> listing, UNetOptions? options = null, params (string Key, string Value)[] metadata)
    {
        string path = _folder.File("model.safetensors");
        ZeroCheckpoint.Write(path, listing, metadata);
        using var checkpoint = Checkpoint.Open(path);
        var error = Assert.Throws<CheckpointException>(() => UNetConfiguration.Infer(checkpoint, options));
        Assert.Equal(CheckpointFault.WrongModel, error.Fault);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }
}
