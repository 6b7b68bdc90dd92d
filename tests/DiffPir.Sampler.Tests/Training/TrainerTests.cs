using DiffPir.Kernels;
using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Training;
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

    public static TheoryData<string, TimestepSampling> SamplingOnDevices =>
        [.. from device in new[] { "opencl", "cuda" } from sampling in Enum.GetValues<TimestepSampling>() select (device, sampling)];

    [Theory]
    [MemberData(nameof(SamplingOnDevices))]
    public void Run_StoppedAndGoneOnWith_GivesTheSameWeightsAsOneThatWasNot(string selector, TimestepSampling sampling)
    {
        var device = TestDevices.Require(selector);
        var options = Options with { Timesteps = sampling, Microbatch = 2 };

        // As if every part of the schedule had been seen often, the early ones with larger losses.
        float[] losses = [.. Enumerable.Range(0, DenoisingLoss.HistoryLength).Select(static i => i < 250 ? 1f : i < 500 ? 0.1f : 10f)];
        var start = TrainingState.Begin(TrainingParameters.Create(Network, 1)) with { Losses = losses };

        var whole = Run(device, start, new() { Steps = 4 }, options);
        using var stop = new CancellationTokenSource();
        TrainingState? half = null;
        using (var trainer = new Trainer(device, Network, Photographs(), 1, options, start))
        {
            Assert.Throws<OperationCanceledException>(() => trainer.Run(
                new() { Steps = 4, ReportEvery = TimeSpan.Zero }, progress => StopAfter(2, progress, stop), state => half = state, null, stop.Token));
        }

        Assert.Equal(2, half!.Steps);
        Assert.NotEqual(losses, half.Losses);
        var parts = Run(device, half, new() { Steps = 4 }, options);
        Assert.Equal(whole.Weights, parts.Weights);
        Assert.Equal(whole.Average, parts.Average);
        Assert.Equal(whole.Losses, parts.Losses);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Run_CancelledBeforePicturesToLookAt_SavesFirst(string selector)
    {
        var device = TestDevices.Require(selector);
        using var stop = new CancellationTokenSource();
        using var trainer = new Trainer(device, Network, Photographs(), 1, Options, TrainingState.Begin(TrainingParameters.Create(Network, 1)));
        var limits = new TrainingLimits { Steps = 4, ReportEvery = TimeSpan.Zero, SampleEvery = TimeSpan.Zero };
        TrainingState? saved = null;

        Assert.Throws<OperationCanceledException>(() => trainer.Run(
            limits, progress => StopAfter(2, progress, stop), state => saved = state, (_, _) => { }, stop.Token));

        Assert.Equal(2, saved?.Steps);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Run_OfManySteps_LearnsToPredictTheNoise(string selector)
    {
        var device = TestDevices.Require(selector);
        var reports = new List<TrainingProgress>();
        using var trainer = new Trainer(device, Network, Photographs(), 1, Options, TrainingState.Begin(TrainingParameters.Create(Network, 1)));

        trainer.Run(new() { Steps = 150 }, reports.Add, _ => { }, null, TestContext.Current.CancellationToken);

        // A network that predicts nothing has a loss of 1, the variance of the noise.
        Assert.InRange(reports[^1].HeldOut.Loss, 0, 0.6);
        Assert.Equal(reports[^1].HeldOut.Loss, reports[^1].HeldOut.Quarters.Average(), 1e-6);
        Assert.True(reports[^1].HeldOut.Quarters[0] > reports[^1].HeldOut.Quarters[3], "little noise is harder to see");
        Assert.InRange(reports[^1].HeldOut.RestorationPsnr, 5, 60);
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
            new() { Steps = 30 }, _ => { }, _ => { }, null, TestContext.Current.CancellationToken));

        Assert.Contains("30 steps in a row", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Run_InMicrobatches_TakesTheStepOfTheWholeBatchUpToRounding(string selector)
    {
        var device = TestDevices.Require(selector);
        var start = TrainingState.Begin(TrainingParameters.Create(Network, 1));

        // The first step of a fresh network knows the gradient of its last layer only.
        var before = Run(device, start, new() { Steps = 3 });
        var whole = Run(device, before, new() { Steps = 4 });
        var parts = Run(device, before, new() { Steps = 4 }, Options with { Microbatch = 1 });

        Assert.InRange(RelativeError.L2(parts.FirstMoment, whole.FirstMoment), 0, 1e-5);
        Assert.InRange(RelativeError.L2(parts.SecondMoment, whole.SecondMoment), 0, 2e-5);
        Assert.InRange(RelativeError.L2(parts.Losses, whole.Losses), 0, 1e-5);
    }

    private static void StopAfter(int steps, TrainingProgress progress, CancellationTokenSource stop)
    {
        if (progress.Steps == steps)
        {
            stop.Cancel();
        }
    }

    private static TrainingState Run(ComputeDevice device, TrainingState start, TrainingLimits limits, TrainingOptions? options = null)
    {
        TrainingState? end = null;
        using var trainer = new Trainer(device, Network, Photographs(), 1, options ?? Options, start);
        trainer.Run(limits, _ => { }, state => end = state);
        return end!;
    }

    private static List<(byte[] Pixels, int Height, int Width)> Photographs() =>
    [
        .. Enumerable.Range(0, 3).Select(i => (Enumerable.Range(0, 3 * 40 * (36 + i)).Select(k => (byte)(((k / 3) + (i * 40)) % 256)).ToArray(), 40, 36 + i)),
    ];
}
