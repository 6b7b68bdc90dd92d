using DiffPir.Kernels.Convolution;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Tuning;

public sealed class NetworkTunerTests
{
    private static readonly ConvolutionNode Node = new("y", "x", "w", "b", 32, 3);

    private static readonly TensorShape Shape = new(1, 16, 8, 8);

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Tune_OfANetwork_TimesEveryDistinctConvolutionOnce(string selector)
    {
        TestDevices.Require(selector);
        using var device = ComputeDevice.Open(selector);
        var graph = OperationRunner.GraphOf(16, Node, Node with { Name = "z" }, Node with { Name = "n", OutChannels = 3 });

        var choices = new TuningTable();

        var results = NetworkTuner.Tune(device, graph, Shape, choices, repetitions: 1, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(2, results.Count);
        Assert.All(results, result => Assert.True(result.BestMilliseconds <= result.DefaultMilliseconds));
        Assert.All(choices.Choices, choice => Assert.Contains(results, result => result.Key == choice.Key && result.Best == choice.Value));
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Choose_WithAChoiceInTheTable_FollowsItWhereTheCandidateApplies(string selector)
    {
        TestDevices.Require(selector);
        using var device = ComputeDevice.Open(selector);
        var output = Shape with { C = 32 };
        string key = Node.TuningKey([Shape], output);
        var choices = new TuningTable();
        var standard = Node.Choose(device, choices, [Shape], output);

        var other = device.IsProcessor ? ConvolutionCandidate.Tile8x2 : ConvolutionCandidate.Group128x128;
        choices.Load([new(key, other.ToString())]);
        Assert.Equal(other, Node.Choose(device, choices, [Shape], output));

        choices.Load([new(key, nameof(ConvolutionCandidate.Narrow4))]);
        Assert.Equal(standard, Node.Choose(device, choices, [Shape], output));

        var foreign = device.IsProcessor ? ConvolutionCandidate.Group128x128 : ConvolutionCandidate.Tile8x2;
        choices.Load([new(key, foreign.ToString())]);
        Assert.Equal(standard, Node.Choose(device, choices, [Shape], output));

        choices.Load([new(key, "CandidateOfAnotherVersion")]);
        Assert.Equal(standard, Node.Choose(device, choices, [Shape], output));
    }
}
