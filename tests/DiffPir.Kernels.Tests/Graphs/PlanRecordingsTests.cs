using DiffPir.Kernels.Pointwise;
using DiffPir.Kernels.Tests.Devices;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Graphs;

/// <summary>Plans on a device that records launches; on CUDA the driver does, elsewhere a list of calls stands in for it.</summary>
public sealed class PlanRecordingsTests
{
    private const int Channels = 16;
    private const int Steps = 3;
    private static readonly Graph Network = OperationRunner.GraphOf(
        Channels, new ActivationNode("a", "x", Activation.Silu), new AddConditioningNode("y", "a", 0));

    [Fact]
    public void Run_ManyTimes_RecordsAtTheSecondWithTheSameTensors()
    {
        var recorder = new CallRecorder();
        TestDevices.Require("opencl");
        using var device = StagedDevices.OpenAsGpu("opencl", recorder);
        using var weights = new WeightStore(device, _ => throw new InvalidOperationException());
        using var plan = new Plan(device, Network, new(1, Channels, 3, 5), weights, Steps);
        using var table = device.Allocate(new(1, Channels, 1, Steps));
        using var x = device.Allocate(plan.InputShape);
        using var y = device.Allocate(plan.OutputShape);
        using var other = device.Allocate(plan.OutputShape);

        plan.Run(x, y, table, 0);
        Assert.Equal((0, 0), (recorder.Recorded, recorder.Replayed));
        plan.Run(x, y, table, 1);
        plan.Run(x, y, table, 2);
        Assert.Equal((1, 2), (recorder.Recorded, recorder.Replayed));
        plan.Run(x, other, table, 2);
        Assert.Equal((1, 2), (recorder.Recorded, recorder.Replayed));
        plan.Run(x, y, table, 0);
        Assert.Equal((1, 3), (recorder.Recorded, recorder.Replayed));
    }

    [Fact]
    public void Run_WithEverNewTensors_KeepsFewRecordings()
    {
        var recorder = new CallRecorder();
        TestDevices.Require("opencl");
        using var device = StagedDevices.OpenAsGpu("opencl", recorder);
        using var weights = new WeightStore(device, _ => throw new InvalidOperationException());
        using (var plan = new Plan(device, Network, new(1, Channels, 3, 5), weights, Steps))
        using (var table = device.Allocate(new(1, Channels, 1, Steps)))
        using (var x = device.Allocate(plan.InputShape))
        {
            Tensor[] outputs = [.. Enumerable.Range(0, PlanRecordings.Capacity + 3).Select(_ => device.Allocate(plan.OutputShape))];
            foreach (var y in outputs)
            {
                plan.Run(x, y, table, 0);
                plan.Run(x, y, table, 1);
                y.Dispose();
            }

            Assert.Equal(PlanRecordings.Capacity, recorder.Recorded - recorder.Disposed);
        }

        Assert.Equal(recorder.Recorded, recorder.Disposed);
    }

    [Theory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Run_Recorded_GivesTheBitsOfEachStep(string selector)
    {
        TestDevices.Require(selector);
        using var plain = ComputeDevice.Open("cpu");
        using var recording = selector == "cuda"
            ? ComputeDevice.Open(selector, precision: Precision.Fp32) : StagedDevices.OpenAsGpu("opencl", new CallRecorder());
        float[] values = OperationRunner.Values(Channels * 15, 1), others = OperationRunner.Values(Channels * 15, 2);
        float[] numbers = OperationRunner.Values(Channels * Steps, 3);

        float[][] expected = Evaluate(plain, values, others, numbers), found = Evaluate(recording, values, others, numbers);

        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(RelativeError.L2(found[i], expected[i]), 0, 1e-6);
        }
    }

    // Two passes over the steps, the second with another picture in the same tensor.
    private static float[][] Evaluate(ComputeDevice device, float[] values, float[] others, float[] numbers)
    {
        using var weights = new WeightStore(device, _ => throw new InvalidOperationException());
        using var plan = new Plan(device, Network, new(1, Channels, 3, 5), weights, Steps);
        using var table = device.Allocate(new(1, Channels, 1, Steps));
        using var x = device.Allocate(plan.InputShape);
        using var y = device.Allocate(plan.OutputShape);
        table.Upload(numbers);
        var results = new List<float[]>();
        foreach (float[] picture in new[] { values, others })
        {
            x.Upload(picture);
            for (int step = 0; step < Steps; step++)
            {
                plan.Run(x, y, table, step);
                results.Add(y.Download());
            }
        }

        return [.. results];
    }
}
