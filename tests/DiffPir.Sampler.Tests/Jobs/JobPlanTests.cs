using DiffPir.Network;
using DiffPir.Sampler.Tests.Estimation;

namespace DiffPir.Sampler.Tests.Jobs;

public sealed class JobPlanTests
{
    private const int Side = 128;

    private static readonly RestorationJob Job = new() { Degradation = new Denoising(), Noise = 12 };

    [Fact]
    public void Check_OfAPrintInOneTint_LeavesItsTintToThePlan()
    {
        var print = Scenes.SepiaPrint(new Denoising().Degrade(Scenes.Discs(Side), 12, 1));
        var prior = new Traits();
        JobPlan.Check(Job, print, prior); // what is made once, at the first use

        long before = GC.GetAllocatedBytesForCurrentThread();
        JobPlan.Check(Job, print, prior);
        long checking = GC.GetAllocatedBytesForCurrentThread() - before;
        var plan = JobPlan.Of(Job, print, prior);
        long planning = GC.GetAllocatedBytesForCurrentThread() - before - checking;

        Assert.Equal(Math.Sqrt(3), plan.Frame.ChannelNoise.Strength); // its tone, and no colours
        Assert.InRange(checking, 0, (sizeof(float) * Side * Side) - 1); // not even one channel
        Assert.InRange(planning, sizeof(float) * Side * Side, long.MaxValue);
    }

    private sealed class Traits : IPriorTraits
    {
        public int Channels => 3;

        public int SizeMultiple => 8;

        public NoiseSchedule Schedule => NoiseSchedule.Standard;
    }
}
