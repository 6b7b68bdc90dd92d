using System.Text.Json;
using DiffPir.Cli.Commands;
using DiffPir.Kernels;

namespace DiffPir.Cli.Tests.Commands;

public sealed class DevicesCommandTests
{
    private static readonly DeviceDescription[] Devices =
    [
        new(DeviceKind.Cuda, 0, "Old GPU", "CUDA, sm_50", 2L << 30, false, "sm_50 is older than the sm_60 that DiffPir needs"),
        new(DeviceKind.OpenCl, 0, "Some processor", "PoCL 6.0", 4L << 30, true, null),
        new(DeviceKind.Cpu, 0, "ILGPU CPU accelerator", "slow", 8L << 30, true, null),
    ];

    [Fact]
    public void Text_marks_what_auto_picks_and_says_why_another_is_unusable()
    {
        using var output = new StringWriter();

        DevicesCommand.Write(output, Devices, json: false);

        var lines = output.ToString().Split(Environment.NewLine);
        Assert.StartsWith("  cuda:0     Old GPU, 2.0 GiB", lines[0], StringComparison.Ordinal);
        Assert.Contains("cannot be used: sm_50 is older", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("* opencl:0   Some processor, 4.0 GiB", lines[2], StringComparison.Ordinal);
        Assert.Contains("* is what --device auto picks: opencl:0", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_line_with_every_device()
    {
        using var output = new StringWriter();

        DevicesCommand.Write(output, Devices, json: true);

        Assert.Single(output.ToString().TrimEnd().Split('\n'));
        var json = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal("opencl:0", json.GetProperty("auto").GetString());
        Assert.Equal(3, json.GetProperty("devices").GetArrayLength());
        Assert.False(json.GetProperty("devices")[0].GetProperty("usable").GetBoolean());
    }

    [Fact]
    public async Task Command_lists_at_least_the_processor()
    {
        var run = (await CommandRun.OfAsync("devices")).ShouldSucceed();

        Assert.Contains("ILGPU CPU accelerator", run.Output, StringComparison.Ordinal);
    }
}
