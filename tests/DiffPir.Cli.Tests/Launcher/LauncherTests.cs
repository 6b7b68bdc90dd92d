using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Launcher;

public sealed class LauncherTests : IDisposable
{
    private readonly LauncherSandbox _sandbox;

    public LauncherTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the launcher is a script for Linux");
        _sandbox = new LauncherSandbox();
    }

    public void Dispose() => _sandbox?.Dispose();

    [Theory]
    [InlineData("restore")]
    [InlineData("bench")]
    [InlineData("tune")]
    [InlineData("model")]
    public async Task Only_demo_test_and_setup_install_the_others_say_in_one_line_how(string verb)
    {
        var run = await _sandbox.RunAsync([verb, "--help"]);

        Assert.Equal(0, run.Code);
        Assert.DoesNotContain(_sandbox.Calls, static call => call.StartsWith("apt", StringComparison.Ordinal));
        Assert.Contains("'./diffpir setup' installs PoCL", Assert.Single(LinesAfterTheBuild(run)), StringComparison.Ordinal);
        Assert.False(File.Exists(_sandbox.Record));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("setup")]
    public async Task What_was_installed_is_recorded(string verb)
    {
        var run = await _sandbox.RunAsync([verb]);

        Assert.Equal(0, run.Code);
        Assert.Contains(_sandbox.Calls, static call => call.StartsWith("apt-get -qq install", StringComparison.Ordinal));
        Assert.Equal(["installed\tpocl-opencl-icd\t6.0"], await File.ReadAllLinesAsync(_sandbox.Record, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Undo_lists_what_was_installed_and_needs_root_to_take_it_back()
    {
        await _sandbox.RunAsync(["setup"]);

        var run = await _sandbox.RunAsync(["setup", "--undo"], ("SANDBOX_USER", "1000"));

        Assert.Equal(1, run.Code);
        Assert.Equal("packages installed:\n    pocl-opencl-icd\n", run.Output);
        Assert.Contains("sudo ./diffpir setup --undo", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_sandbox.Record));
    }

    [Fact]
    public async Task Set_up_again_renews_the_pins_of_an_earlier_one_and_records_them()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_sandbox.Pins)!);
        await File.WriteAllTextAsync(_sandbox.Pins, "Package: *\n", TestContext.Current.CancellationToken);

        await _sandbox.RunAsync(["setup"]);

        Assert.Contains("src:hwloc", await File.ReadAllTextAsync(_sandbox.Pins, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains($"file\t{_sandbox.Pins}", await File.ReadAllLinesAsync(_sandbox.Record, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Undo_of_nothing_says_so()
    {
        var run = await _sandbox.RunAsync(["setup", "--undo"]);

        Assert.Equal((0, "diffpir: the set-up has changed nothing on this machine\n"), (run.Code, run.Error));
        Assert.Empty(_sandbox.Calls);
    }

    [Fact]
    public async Task Who_may_not_install_is_told_what_to_install()
    {
        var run = await _sandbox.RunAsync(["demo"], ("SANDBOX_USER", "1000"));

        Assert.Equal(0, run.Code);
        Assert.DoesNotContain(_sandbox.Calls, static call => call.StartsWith("apt-get", StringComparison.Ordinal));
        Assert.Contains("install an OpenCL driver: PoCL", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_set_up_nothing_is_said()
    {
        var run = await _sandbox.RunAsync(["--no-setup", "demo"]);

        Assert.Equal(0, run.Code);
        Assert.Empty(LinesAfterTheBuild(run));
    }

    [Fact]
    public async Task Set_up_refuses_words_that_it_does_not_know()
    {
        var run = await _sandbox.RunAsync(["setup", "--unod"]);

        Assert.Equal((2, "diffpir: error: 'setup' takes --undo or nothing, not '--unod'\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/proc/nowhere")]
    public async Task A_home_that_is_missing_or_cannot_be_written_is_replaced_for_the_build(string? home)
    {
        var run = await _sandbox.RunAsync(["devices"], ("HOME", home));

        Assert.Equal(0, run.Code);
        string build = _sandbox.Calls.Single(static call => call.StartsWith("dotnet publish", StringComparison.Ordinal));
        Assert.EndsWith($"HOME={_sandbox.In("repository/artifacts/home")}", build, StringComparison.Ordinal);
        Assert.EndsWith($"devices HOME={home}", _sandbox.Calls[^1], StringComparison.Ordinal);
    }

    private static string[] LinesAfterTheBuild(ToolRun run) =>
        [.. run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.Contains("building", StringComparison.Ordinal))];
}
