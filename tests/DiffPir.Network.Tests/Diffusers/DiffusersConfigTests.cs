using System.Text;
using DiffPir.Kernels.Attention;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public class DiffusersConfigTests
{
    private const string Small = """{"block_out_channels":[32,64],"down_block_types":["DownBlock2D","AttnDownBlock2D"],"up_block_types":["AttnUpBlock2D","UpBlock2D"]""";

    [Fact]
    public void Read_PublishedKind_SetsEverythingThatDiffers()
    {
        var config = DiffusersConfig.Read("config.json", File.ReadAllBytes(RepositoryPaths.Fixture("diffusers/ddpm.config.json")));

        Assert.True(config.SineFirst);
        var network = config.Network;
        Assert.True(network.EndPadding);
        Assert.Equal(1f, network.FrequencyShift);
        Assert.Equal(1e-6f, network.NormalizationEpsilon);
        Assert.Equal((null, 1), (network.HeadChannels, network.Heads));
        Assert.Equal([false, true, false], network.LevelAttention);
        Assert.Equal(AttentionOrder.New, network.AttentionOrder);
        Assert.Equal(2, network.ResidualBlocks);
        Assert.Null(network.Classes);
    }

    [Fact]
    public void Read_AbsentMembers_HaveTheLibrarysDefaults()
    {
        var config = Read(Small + "}");

        Assert.False(config.SineFirst);
        var network = config.Network;
        Assert.False(network.EndPadding);
        Assert.Equal((0f, 1e-5f, 32), (network.FrequencyShift, network.NormalizationEpsilon, network.NormalizationGroups));
        Assert.Equal((8, null), (network.HeadChannels, network.Heads));
        Assert.Equal((2, 3, 3), (network.ResidualBlocks, network.InChannels, network.OutChannels));
    }

    [Fact]
    public void Read_HeadsAsOption_OverrideTheFile() =>
        Assert.Equal(4, DiffusersConfig.Read("config.json", Encoding.UTF8.GetBytes(Small + "}"), new UNetOptions { Heads = 4 }).Network.Heads);

    [Theory]
    [InlineData("""{"_class_name":"UNet2DConditionModel"}""", "_class_name is \"UNet2DConditionModel\", expected one of \"UNet2DModel\"")]
    [InlineData("""{"act_fn":"gelu"}""", "act_fn is \"gelu\", expected one of \"silu\"")]
    [InlineData("""{"time_embedding_type":"fourier"}""", "time_embedding_type is \"fourier\"")]
    [InlineData("""{"center_input_sample":true}""", "center_input_sample is true, expected one of false")]
    [InlineData("""{"downsample_type":"resnet"}""", "downsample_type is \"resnet\"")]
    [InlineData("""{"downsample_padding":2}""", "downsample_padding is 2, expected one of 1, 0")]
    [InlineData("""{"mid_block_scale_factor":1.4142}""", "mid_block_scale_factor is 1.4142")]
    [InlineData("""{"class_embed_type":"timestep"}""", "class_embed_type is \"timestep\"")]
    [InlineData("""{"in_channels":0}""", "in_channels is 0, expected a whole number from 1 to")]
    [InlineData("""{"in_channels":"3"}""", "in_channels is \"3\"")]
    [InlineData("""{"layers_per_block":101}""", "layers_per_block is 101, expected a whole number from 1 to 100")]
    [InlineData("""{"norm_num_groups":null}""", "norm_num_groups is null")]
    [InlineData("""{"norm_eps":-1}""", "norm_eps is -1, expected a number from 0 on")]
    [InlineData("""{"norm_eps":1e999}""", "norm_eps is 1e999")]
    [InlineData("""{"freq_shift":112}""", "freq_shift is 112, expected less than 112")]
    [InlineData("""{"block_out_channels":[]}""", "block_out_channels is [], expected 1 to 16 whole numbers")]
    [InlineData("""{"block_out_channels":[32,-1]}""", "block_out_channels is [32,-1]")]
    [InlineData("""{"block_out_channels":[1e10]}""", "block_out_channels is [1e10]")]
    [InlineData("""{"block_out_channels":7}""", "block_out_channels is 7")]
    [InlineData("""{"down_block_types":["DownBlock2D"]}""", "expected 4 times DownBlock2D or AttnDownBlock2D")]
    [InlineData("""{"down_block_types":["SkipDownBlock2D","DownBlock2D","DownBlock2D","DownBlock2D"]}""", "expected 4 times DownBlock2D or AttnDownBlock2D")]
    [InlineData("""{"down_block_types":[1,2,3,4]}""", "expected a list of up to 16 texts")]
    [InlineData("""{"up_block_types":["UpBlock2D","AttnUpBlock2D","AttnUpBlock2D","AttnUpBlock2D"]}""", "expected AttnUpBlock2D, AttnUpBlock2D, AttnUpBlock2D, UpBlock2D")]
    public void Read_NetworkThatIsNotSupported_SaysWhichMember(string json, string reason)
    {
        var error = Assert.Throws<CheckpointException>(() => Read(json));

        Assert.Equal(CheckpointFault.WrongModel, error.Fault);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("""{"act_fn":"silu" """, "not valid JSON")]
    [InlineData("""{"act_fn":"silu","act_fn":"silu"}""", "not valid JSON")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}""", "not valid JSON")]
    [InlineData("""{"down_block_types":["\ud800","","",""]}""", "text that is not valid")]
    public void Read_DamagedText_IsRefused(string json, string reason)
    {
        var error = Assert.Throws<CheckpointException>(() => Read(json));

        Assert.Equal(CheckpointFault.Malformed, error.Fault);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TextBeyondTheLimit_IsRefused() => Assert.Contains(
        "at most 1048576 are accepted", Assert.Throws<CheckpointException>(() => Read(new string(' ', 1 << 20) + "{}")).Message, StringComparison.Ordinal);

    private static DiffusersConfig Read(string json) => DiffusersConfig.Read("config.json", Encoding.UTF8.GetBytes(json));
}
