using DiffPir.Cli.Hosting;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Tuning;

public sealed class TuningFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(TuningFile.FolderVariable);

    public TuningFileTests() => Environment.SetEnvironmentVariable(TuningFile.FolderVariable, _folder.Path);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(TuningFile.FolderVariable, _before);
        _folder.Dispose();
    }

    [Fact]
    public void Load_OfWhatWasSaved_GivesTheSameChoices()
    {
        TuningTable saved = new(), loaded = new();
        saved.Load([new("shape", "Tile8x2")]);
        using (var first = ComputeDevice.Open("cpu"))
        {
            TuningFile.For(first).Save(saved);
        }

        using var second = ComputeDevice.Open("cpu");
        Assert.Null(TuningFile.For(second).Load(loaded));
        Assert.Equal(saved.Choices, loaded.Choices);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Load_WithoutAFile_ChangesNothing()
    {
        using var device = ComputeDevice.Open("cpu");
        var choices = new TuningTable();
        Assert.Null(TuningFile.For(device).Load(choices));
        Assert.Empty(choices.Choices);
    }

    [Fact]
    public void Load_OfAPipe_SaysSoWithoutWaitingForAWriter()
    {
        using var device = ComputeDevice.Open("cpu");
        var file = TuningFile.For(device);
        NamedPipe.Create(file.Path);

        Assert.Contains("it is a pipe", file.Load(new TuningTable()), StringComparison.Ordinal);
    }

    [Fact]
    public void RequireWritable_OfAFolderThatCannotBe_SaysWhatToDo()
    {
        File.WriteAllText(_folder.File("file"), "");
        Environment.SetEnvironmentVariable(TuningFile.FolderVariable, _folder.File("file/folder"));
        using var device = ComputeDevice.Open("cpu");

        var error = Assert.Throws<CliException>(TuningFile.For(device).RequireWritable);

        Assert.Contains(TuningFile.FolderVariable, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1, 2]")]
    [InlineData("{\"Device\": \"another\", \"Choices\": {\"shape\": \"Tile8x2\"}}")]
    public void Load_OfADamagedOrForeignFile_SaysSoAndUsesNothing(string content)
    {
        using var device = ComputeDevice.Open("cpu");
        var file = TuningFile.For(device);
        File.WriteAllText(file.Path, content);

        var choices = new TuningTable();
        Assert.Contains("diffpir tune", file.Load(choices), StringComparison.Ordinal);
        Assert.Empty(choices.Choices);
    }
}
