using System.Text.Json;
using DiffPir.Cli.Commands;
using DiffPir.Cli.Hosting;
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

        string[] lines = output.ToString().Split(Environment.NewLine);
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
        string?[] usual = Selectors(ProgramRun.OfShell("\"$@\"", "devices", "--json").Output);

        Assert.Equal(usual, Selectors(ProgramRun.OfShell($"export TMPDIR={_folder.Path}; {line}", "devices", "--json").Output));

        if (line.Contains("none", StringComparison.Ordinal))
        {
            string cache = Assert.Single(Directory.GetDirectories(_folder.Path, "diffpir-kernels-*"));
            Assert.Equal((UnixFileMode)0x1C0, FileStatus.Find(cache)!.Mode);
        }

        static string?[] Selectors(string json) =>
            [.. JsonDocument.Parse(json).RootElement.GetProperty("devices").EnumerateArray()
                .Select(static device => device.GetProperty("selector").GetString())];
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("opencl")]
    public void Pocl_without_a_linker_is_told_before_it_ends_the_process(string device)
    {
        FastDevice.Require();
        var usual = DeviceCatalog.Select("auto");
        Assert.SkipUnless(OperatingSystem.IsLinux()
            && usual.Platform.StartsWith("Portable", StringComparison.Ordinal), "another device than PoCL's is the best here");
        string line = $"dotnet=$(command -v dotnet); shift; PATH={_folder.Path}; export PATH; \"$dotnet\" \"$@\"";

        var restored = ProgramRun.OfShell(
            line, "restore", Path.Combine(RepositoryPaths.Root, "tests", "fixtures", "photographs", "small.png"), "-o", _folder.File("out.png"),
            "--task", "denoise", "--noise", "10", "--model", "builtin-small", "--device", device);
        var doctor = ProgramRun.OfShell(line, "doctor", "--json", "--device", device);
        var listed = ProgramRun.OfShell(line, "devices");

        Assert.Equal((ExitCode.Device, ""), (restored.Code, restored.Output));
        Assert.Matches(@"^diffpir: error: device '\S+' \(.*\) cannot be used: PoCL needs the linker 'ld'.*binutils.*--device", restored.Error);
        Assert.Single(restored.Error.TrimEnd().Split('\n'));
        Assert.Equal(ExitCode.Device, doctor.Code);
        JsonSchemas.ShouldMatch("doctor.json", doctor.Output);
        Assert.Contains("needs the linker 'ld'", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("cannot be used: PoCL needs the linker", listed.Output, StringComparison.Ordinal);
        Assert.Contains("auto picks none of them", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_lists_at_least_the_processor()
    {
        var run = (await CommandRun.OfAsync("devices")).ShouldSucceed();

        Assert.Contains("ILGPU CPU accelerator", run.Output, StringComparison.Ordinal);
    }
}
