using System.Text.Json;
using DiffPir.Cli.Commands;
using DiffPir.Cli.Doctor;
using DiffPir.Cli.Files;
using DiffPir.Cli.Hosting;
using DiffPir.Kernels;
using DiffPir.Kernels.SelfTests;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Healthy_installation_is_called_so()
    {
        FastDevice.Require();

        var run = (await CommandRun.OfAsync("doctor")).ShouldSucceed();

        Assert.EndsWith($"healthy{Environment.NewLine}", run.Output, StringComparison.Ordinal);
        Assert.Contains("  ok   attention", run.Output, StringComparison.Ordinal);
        Assert.Contains("  ok   network builtin-small", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAIL", run.Output, StringComparison.Ordinal);
        Assert.Contains(ProductVersion.Line, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_what_the_schema_says()
    {
        FastDevice.Require();

        var run = (await CommandRun.OfAsync("doctor", "--json")).ShouldSucceed();

        JsonSchemas.ShouldMatch("doctor.json", run.Output);
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(json.GetProperty("healthy").GetBoolean());
        Assert.All(json.GetProperty("models").EnumerateArray(), static model => Assert.Matches("^[0-9a-f]{64}$", model.GetProperty("sha256").GetString()!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Operation_that_is_computed_wrongly_is_named(bool json)
    {
        var (code, output) = await Run(["--device", "cpu", .. json ? ["--json"] : Array.Empty<string>()], static _ =>
            [new("attention", 1e-7, 1e-5, 3, null), new("resizing pictures", 0.5, 1e-5, 3, null),
                new("tiles", double.NaN, 1e-5, 3, "the kernel does not compile")]);

        Assert.Equal(ExitCode.Unexpected, code);
        Assert.Contains("cpu computes 'resizing pictures' wrongly: relative error 5.0e-1, at most 1.0e-5 is right", output, StringComparison.Ordinal);
        Assert.Contains("cpu computes 'tiles' wrongly: the kernel does not compile", output, StringComparison.Ordinal);
        Assert.DoesNotContain("'attention' wrongly", output, StringComparison.Ordinal);
        if (json)
        {
            JsonSchemas.ShouldMatch("doctor.json", output);
        }
        else
        {
            Assert.Contains("  FAIL resizing pictures", output, StringComparison.Ordinal);
            Assert.Contains("not healthy: 2 problems", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Device_that_is_not_there_is_a_problem_beside_what_else_there_is()
    {
        var run = await CommandRun.OfAsync("doctor", "--device", "opencl:99", "--json");

        Assert.Equal(ExitCode.Device, run.Code);
        JsonSchemas.ShouldMatch("doctor.json", run.Output);
        Assert.Contains("device 'opencl:99' was not found", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"builtin\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_that_cannot_be_written_is_a_problem()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is one of Linux");

        Assert.StartsWith("it cannot be written", FolderStatus.Of("caches", "/proc/diffpir", isOurs: true).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_that_is_missing_is_none_but_a_file_in_its_place_is()
    {
        File.WriteAllText(_folder.File("file"), "");

        Assert.Null(FolderStatus.Of("caches", _folder.File("not/there/yet"), isOurs: true).Problem);
        Assert.EndsWith("is no folder", FolderStatus.Of("caches", _folder.File("file/below"), isOurs: true).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_of_files_has_their_size()
    {
        Directory.CreateDirectory(_folder.File("below"));
        File.WriteAllBytes(_folder.File("below/a"), new byte[1000]);
        File.WriteAllBytes(_folder.File("b"), new byte[234]);

        Assert.Equal(1234, FolderStatus.Of("caches", _folder.Path, isOurs: true).Bytes);
        Assert.Null(FolderStatus.Of("temporary files", _folder.Path, isOurs: false).Bytes);
    }

    [Fact]
    public void Model_that_is_damaged_is_a_problem()
    {
        File.WriteAllText(_folder.File("model.safetensors"), "damaged");

        var state = ModelState.Of("builtin", _folder.File("model.safetensors"));

        Assert.NotNull(state.Problem);
        Assert.Null(state.Sha256);
    }

    [Fact]
    public void Kind_of_which_there_is_no_device_is_explained()
    {
        var absent = AbsentDevices.Among([new(DeviceKind.Cpu, 0, "ILGPU CPU accelerator", "slow", 8L << 30, true, null)]);

        Assert.Equal(["CUDA", "OpenCL"], absent.Select(static kind => kind.Kind));
        Assert.All(absent, static kind => Assert.Matches("not there|shows? no|no driver is entered", kind.Reason));
    }

    [Fact]
    public void OpenCl_without_drivers_is_explained()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/lib/x86_64-linux-gnu/libOpenCL.so.1"), "this machine has no loader of OpenCL");

        var run = ProgramRun.OfShell($"OCL_ICD_VENDORS='{_folder.Path}' \"$@\"", "doctor", "--device", "opencl");

        Assert.Equal(ExitCode.Device, run.Code);
        Assert.Contains($"no OpenCL: no driver is entered in '{_folder.Path}'", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Network_computes_what_was_recorded(string selector)
    {
        var result = NetworkCheck.Run(TestDevices.Require(selector));

        Assert.True(result.Passed, $"{result.Problem} {result.Error}");
    }

    private static async Task<(int Code, string Output)> Run(string[] args, Func<ComputeDevice, IReadOnlyList<SelfTestResult>> test)
    {
        using var output = new StringWriter();
        var command = DoctorCommand.Create(new Terminal(output, TextWriter.Null, false, TimeProvider.System), (device, _) => test(device));
        int code = await command.Parse(args).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
