using System.Text.Json;
using DiffPir.Cli.Commands;
using DiffPir.Files;
using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class DevicesCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly DeviceDescription[] Devices =
    [
        new(DeviceKind.Cuda, 0, "Old GPU", "CUDA, sm_50", 2L << 30, false, "sm_50 is older than the sm_60 that DiffPir needs"),
        new(DeviceKind.OpenCl, 0, "Some processor", "PoCL 6.0", 4L << 30, true, null),
        new(DeviceKind.Cpu, 0, "ILGPU CPU accelerator", "slow", 8L << 30, true, null),
    ];

    public void Dispose() => _folder.Dispose();

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

    [Theory]
    [InlineData("unset POCL_CACHE_DIR XDG_CACHE_HOME; HOME=/proc/none \"$@\"")]
    [InlineData("unset POCL_CACHE_DIR XDG_CACHE_HOME HOME; \"$@\"")]
    [InlineData("unset POCL_CACHE_DIR; XDG_CACHE_HOME=/dev/null/none \"$@\"")]
    [InlineData("export POCL_CACHE_DIR=; \"$@\"")]
    [InlineData("export POCL_CACHE_DIR=/proc/none; \"$@\"")]
    public void OpenCl_on_the_processor_needs_no_home(string line)
    {
        FastDevice.Require();
        var usual = Selectors(ProgramRun.OfShell("\"$@\"", "devices", "--json").Output);

        Assert.Equal(usual, Selectors(ProgramRun.OfShell($"export TMPDIR={_folder.Path}; {line}", "devices", "--json").Output));

        if (line.Contains("none", StringComparison.Ordinal))
        {
            var cache = Assert.Single(Directory.GetDirectories(_folder.Path, "diffpir-kernels-*"));
            Assert.Equal((UnixFileMode)0x1C0, FileStatus.Find(cache)!.Mode);
        }

        static string?[] Selectors(string json) =>
            [.. JsonDocument.Parse(json).RootElement.GetProperty("devices").EnumerateArray().Select(static device => device.GetProperty("selector").GetString())];
    }

    [Fact]
    public async Task Command_lists_at_least_the_processor()
    {
        var run = (await CommandRun.OfAsync("devices")).ShouldSucceed();

        Assert.Contains("ILGPU CPU accelerator", run.Output, StringComparison.Ordinal);
    }
}
