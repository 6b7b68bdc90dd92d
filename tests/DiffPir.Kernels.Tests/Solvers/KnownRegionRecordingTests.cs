using DiffPir.Kernels.Circulant;
using DiffPir.Kernels.Solvers;
using DiffPir.Kernels.Tests.Devices;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Solvers;

/// <summary>Iterations on unknown margins, whose launches are recorded where a device can.</summary>
public sealed class KnownRegionRecordingTests
{
    private const int Rows = 20, Columns = 42, Steps = 3;

    [Theory]
    [InlineData(2, 4)]
    [InlineData(15, 6)]
    [InlineData(30, 12)]
    [InlineData(200, 12)]
    public void RoughRoundsOf_WideMargins_AreMore(int margin, int expected) => Assert.Equal(expected, KnownRegionSolver.RoughRoundsOf(margin));

    [Fact]
    public void Apply_OnADeviceThatRecords_RecordsOneIterationAndGivesTheSameBits()
    {
        TestDevices.Require("opencl");
        var recorder = new CallRecorder();
        using var plain = StagedDevices.OpenAsGpu("opencl");
        using var recording = StagedDevices.OpenAsGpu("opencl", recorder);

        Assert.Equal(Restore(plain), Restore(recording));
        Assert.Equal((1, 1), (recorder.Recorded, recorder.Disposed));

        // All but the first one, which waits for kernels to be compiled.
        Assert.Equal(KnownRegionSolver.MostRounds + ((Steps - 1) * KnownRegionSolver.RoundsOf(1e-3)) - 1, recorder.Replayed);
    }

    /// <summary>
    /// Inner products of another origin, by Parseval's theorem and summed in another order, lead to the same solution, whichever of the sides has a
    /// length whose transform takes one launch.
    /// </summary>
    [Theory]
    [InlineData(Rows, Columns)]
    [InlineData(22, 42)]
    [InlineData(20, 22)]
    [InlineData(17, 22)]
    public void Apply_AsOnAGpu_ComesToTheSolutionOfAProcessor(int rows, int columns)
    {
        TestDevices.Require("opencl");
        using var gpu = StagedDevices.OpenAsGpu("opencl");

        Assert.InRange(RelativeError.L2(Restore(gpu, rows, columns), Restore(TestDevices.Require("opencl"), rows, columns)), 0, 1e-5);
    }

    private static float[] Restore(ComputeDevice device, int rows = Rows, int columns = Columns)
    {
        float[] kernel = [.. Enumerable.Repeat(1f / 9, 9)];
        using var y = device.Allocate(new(1, 3, rows, columns));
        y.Upload(HostNoise.Of(3 * rows * columns, 3));
        using var x = device.Allocate(y.Shape);
        x.Upload(HostNoise.Of(3 * rows * columns, 2));
        using var step = new CirculantDataStep(
            device, new CirculantModel(rows, columns, 1, 3, 3, kernel), x.Shape, y, new KnownRegion(2, 1, rows - 4, columns - 2));
        for (int i = 0; i < Steps; i++)
        {
            step.Apply(x, 1e-3, follows: i > 0);
        }

        return x.Download();
    }
}
