using DiffPir.Kernels;
using DiffPir.Kernels.Gradients;
using DiffPir.Kernels.Training;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

/// <summary>What does not stay in memory until the gradient reads it is computed again, and comes out the same.</summary>
public sealed class GradientMemoryTests : IDisposable
{
    private static readonly TensorShape Shape = new(2, 3, 32, 32);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> NetworksOnDevices =>
        [.. from device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda" } from network in new[] { "unet-a", "unet-b", "unet-c" } select (device, network)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(NetworksOnDevices))]
    public void Gradients_AreTheSameBitForBit_AndTakeLessMemory(string selector, string name)
    {
        var device = TestDevices.Require(selector);

        var (kept, all) = Run(device, name, GradientMemory.Keep);
        var (recomputed, less) = Run(device, name, GradientMemory.Recompute);
        var (checkpointed, least) = Run(device, name, GradientMemory.Checkpoint);

        Assert.Contains(kept, static value => value != 0);
        Assert.Equal(kept, recomputed);
        Assert.Equal(kept, checkpointed);
        Assert.True(least < less && less < all, $"{all}, {less} and {least} bytes");
    }

    private (float[] Gradients, long Bytes) Run(ComputeDevice device, string name, GradientMemory memory)
    {
        var (network, values) = SyntheticUNet.Read(_folder, name);
        using var optimizer = new Optimizer(device, TrainingParameters.LayoutOf(network));
        optimizer.Weights.Upload(values);
        using var session = new TrainingSession(device, network, Shape, optimizer.Weights, optimizer.Gradients, memory: memory);
        using Tensor x = device.Allocate(Shape), noise = device.Allocate(Shape), t = device.Allocate(new(1, 1, 1, Shape.N));
        x.Upload([.. Enumerable.Range(0, (int)Shape.Elements).Select(static i => MathF.Sin(0.37f * i))]);
        t.Upload([10, 500]);

        // Twice: the second run finds in its memory what the first has left.
        for (int i = 0; i < 2; i++)
        {
            session.Predict(x, t, noise);
            session.PullBack(noise);
        }

        return (optimizer.Gradients.Download(), session.PlannedBytes);
    }
}
