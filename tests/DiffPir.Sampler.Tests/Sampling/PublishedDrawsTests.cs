using System.Runtime.InteropServices;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>The published program's draws of noise, made anew (tests/fixtures/published-draws), beside those that its runs recorded.</summary>
public sealed class PublishedDrawsTests
{
    [Theory]
    [InlineData("inpaint-box")]
    [InlineData("inpaint-random")]
    public void Draws_MadeAnew_AreThoseOfTheRecordedRun(string task)
    {
        using var file = Checkpoint.Open(RepositoryPaths.Fixture($"e2e-{task}.safetensors"));
        using var folder = new TemporaryFolder();
        string path = folder.File("draws");

        PythonScripts.Run("torch", Path.Combine("published-draws", "draws.py"), "--task", task, "--steps", file.Metadata["iter_num"], path);

        var made = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path));
        int draws = (2 * int.Parse(file.Metadata["iter_num"])) - 1, length = made.Length / draws;
        for (int draw = 0; draw < draws; draw++)
        {
            // The run was given values rounded to 16 bits.
            var rounded = made.Slice(draw * length, length).ToArray().Select(value => (float)(Half)value);
            Assert.Equal(file.Read($"noise.{draw:000}"), rounded);
        }
    }
}
