using DiffPir.Kernels;
using DiffPir.Kernels.Attention;
using DiffPir.Network;
using DiffPir.Sampler.Training;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests;

public sealed class TrainerTests
{
    private static readonly UNetConfiguration Network = new()
    {
        ModelChannels = 32,
        InChannels = 3,
        OutChannels = 6,
        ResidualBlocks = 1,
        LevelChannels = [32, 32],
        LevelAttention = [false, false],
        ScaleShiftNorm = true,
        ResidualResampling = true,
        HeadChannels = 16,
        Heads = null,
        AttentionOrder = AttentionOrder.Legacy,
    };

    private static readonly TrainingOptions Options = new(16, 4, 1e-3, 3) { WarmUp = 5 };

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Run_StoppedAndGoneOnWith_GivesTheSameWeightsAsOneThatWasNot(string selector)
    {
        var device = TestDevices.Require(selector);
        var start = TrainingState.Begin(TrainingParameters.Create(Network, 1));

        var whole = Run(device, start, new() { Steps = 4 });
        using var stop = new CancellationTokenSource();
        TrainingState? half = null;
        using (var trainer = new Trainer(device, Network, Photographs(), 1, Options, start))
        {
            Assert.Throws<OperationCanceledException>(() => trainer.Run(
                new() { Steps = 4, ReportEvery = TimeSpan.Zero }, progress => StopAfter(2, progress, stop), state => half = state, stop.Token));
        }

        Assert.Equal(2, half!.Steps);
        var parts = Run(device, half, new() { Steps = 4 });
        Assert.Equal(whole.Weights, parts.Weights);
        Assert.Equal(whole.Average, parts.Average);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Run_OfManySteps_LearnsToPredictTheNoise(string selector)
    {
        var device = TestDevices.Require(selector);
        var reports = new List<TrainingProgress>();
        using var trainer = new Trainer(device, Network, Photographs(), 1, Options, TrainingState.Begin(TrainingParameters.Create(Network, 1)));

        trainer.Run(new() { Steps = 150 }, reports.Add, _ => { }, TestContext.Current.CancellationToken);

        // A network that predicts nothing has a loss of 1, the variance of the noise.
        Assert.InRange(reports[^1].HeldOutLoss, 0, 0.6);
        Assert.Equal(600, reports[^1].Pictures);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Run_WithWeightsThatAreNoNumbers_EndsAndSaysSo(string selector)
    {
        var device = TestDevices.Require(selector);
        float[] weights = TrainingParameters.Create(Network, 1);
        weights[0] = float.NaN;
        using var trainer = new Trainer(device, Network, Photographs(), 1, Options, TrainingState.Begin(weights));

        var error = Assert.Throws<SamplerException>(() => trainer.Run(
            new() { Steps = 30 }, _ => { }, _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains("30 steps in a row", error.Message, StringComparison.Ordinal);
    }

    private static void StopAfter(int steps, TrainingProgress progress, CancellationTokenSource stop)
    {
        if (progress.Steps == steps)
        {
            stop.Cancel();
        }
    }

    private static TrainingState Run(ComputeDevice device, TrainingState start, TrainingLimits limits)
    {
        TrainingState? end = null;
        using var trainer = new Trainer(device, Network, Photographs(), 1, Options, start);
        trainer.Run(limits, _ => { }, state => end = state);
        return end!;
    }

    private static List<(byte[] Pixels, int Height, int Width)> Photographs() =>
    [
        .. Enumerable.Range(0, 3).Select(i => (Enumerable.Range(0, 3 * 40 * (36 + i)).Select(k => (byte)(((k / 3) + (i * 40)) % 256)).ToArray(), 40, 36 + i)),
    ];
}
