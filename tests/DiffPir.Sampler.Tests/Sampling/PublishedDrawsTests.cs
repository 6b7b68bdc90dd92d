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

        var made = Make(task, file.Metadata["iter_num"]).AsSpan();

        int draws = (2 * int.Parse(file.Metadata["iter_num"])) - 1, length = made.Length / draws;
        for (int draw = 0; draw < draws; draw++)
        {
            // The run was given values rounded to 16 bits.
            var rounded = made.Slice(draw * length, length).ToArray().Select(value => (float)(Half)value);
            Assert.Equal(file.Read($"noise.{draw:000}"), rounded);
        }
    }

    [Theory]
    [InlineData("sr")]
    [InlineData("deblur-gaussian")]
    [InlineData("deblur-motion")]
    public void NoiseOfTheMeasurement_MadeAnew_IsThatOfTheRecordedRun(string task)
    {
        using var file = Checkpoint.Open(RepositoryPaths.Fixture($"e2e-{task}.safetensors"));
        var shape = file.Find("ground_truth").Shape;
        var truth = new PlanarImage(3, (int)shape[2], (int)shape[3], [.. file.Read("ground_truth").Select(value => (value / 2) + 0.5f)]);
        float[] degraded = file.Read("degraded");

        float[] made = Make(task, "2");

        // The run's picture is smaller than those that the draws are for: it took the first of them.
        var clean = RecordedRun.Measure(
            task == "sr" ? new SuperResolution(4) : new Deblurring(RecordedRun.Kernel(file), BoundaryHandling.Periodic), truth);
        int plane = clean.Height * clean.Width;
        float[] errors = degraded.Select((value, i) => Math.Abs(((value - clean.Data[((i % 3) * plane) + (i / 3)]) / 0.05f) - made[i])).Order().ToArray();
        Assert.True(errors[errors.Length * 99 / 100] < 1e-3, $"99 % of the draws are within {errors[errors.Length * 99 / 100]:g3} of the recorded ones");
    }

    private static float[] Make(string task, string steps)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("draws");
        PythonScripts.Run("torch", Path.Combine("published-draws", "draws.py"), "--task", task, "--steps", steps, path);
        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
    }
}
