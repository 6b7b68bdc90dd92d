namespace DiffPir.Kernels.Tests.Graphs;

public sealed class BufferPlacementTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomRequests_NeverOverlapWhileAlive(int seed)
    {
        var random = new Random(seed);
        BufferRequest[] requests =
        [
            .. Enumerable.Range(0, 150).Select(i =>
            {
                int first = random.Next(100);
                return new BufferRequest($"b{i}", random.Next(1, 5000), first, first + random.Next(12));
            }),
        ];

        var placement = new BufferPlacement(requests);

        for (int i = 0; i < requests.Length; i++)
        {
            long begin = placement.OffsetOf(requests[i].Name), end = begin + requests[i].Elements;
            Assert.True(begin >= 0 && end <= placement.TotalElements);
            Assert.Equal(0, begin % 64); // vectors of 256 bytes
            foreach (var other in requests.Take(i).Where(other => AreAliveTogether(other, requests[i])))
            {
                long otherBegin = placement.OffsetOf(other.Name), otherEnd = otherBegin + other.Elements;
                Assert.True(end <= otherBegin || otherEnd <= begin, $"{requests[i]} at {begin}, {other} at {otherBegin}");
            }
        }

        Assert.True(placement.TotalElements >= placement.PeakLiveElements);
        Assert.Equal(LivePeak(requests), placement.PeakLiveElements);
    }

    [Fact]
    public void BuffersOneAfterTheOther_ShareTheirMemory() =>
        ExpectPeak(256, new("a", 128, 0, 1), new("b", 256, 2, 3), new("c", 64, 4, 4));

    [Fact]
    public void BuffersAliveTogether_LieSideBySide() =>
        ExpectPeak(448, new("a", 128, 0, 3), new("b", 256, 1, 2), new("c", 64, 2, 5));

    [Fact]
    public void BufferThatEndsWhereAnotherBegins_IsStillReadThen() =>
        ExpectPeak(256, new("a", 128, 0, 1), new("b", 128, 1, 2));

    [Fact]
    public void ChainOfOperations_AlternatesBetweenTwoPlaces() =>
        ExpectPeak(256, [.. Enumerable.Range(0, 10).Select(i => new BufferRequest($"b{i}", 128, i, i + 1))]);

    [Fact]
    public void BufferThatComesLater_FillsTheHoleOfOneThatEnded()
    {
        // Largest first: low, hole, high from the bottom. What comes at step 3 fits where "hole" was.
        BufferRequest[] requests = [new("low", 256, 0, 9), new("hole", 192, 0, 2), new("high", 128, 0, 9), new("late", 64, 3, 9)];

        ExpectPeak(576, requests);
        Assert.Equal(256, new BufferPlacement(requests).OffsetOf("late"));
    }

    [Fact]
    public void NoBuffers_NeedNoMemory() => ExpectPeak(0);

    private static void ExpectPeak(long elements, params BufferRequest[] requests)
    {
        var placement = new BufferPlacement(requests);
        Assert.Equal(elements, placement.PeakLiveElements);
        Assert.Equal(elements, placement.TotalElements);
    }

    private static bool AreAliveTogether(BufferRequest a, BufferRequest b) => a.FirstStep <= b.LastStep && b.FirstStep <= a.LastStep;

    // Some peak begins where some buffer begins.
    private static long LivePeak(BufferRequest[] requests) => requests
        .Max(at => requests.Where(r => r.FirstStep <= at.FirstStep && at.FirstStep <= r.LastStep).Sum(r => r.Elements));
}
