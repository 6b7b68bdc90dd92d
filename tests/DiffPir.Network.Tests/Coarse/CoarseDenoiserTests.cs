using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Network.Tests.Coarse;

public sealed class CoarseDenoiserTests
{
    private const double Level = 0.8;
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Standard;

    [Fact]
    public void CreateSession_AsksForEachTimeStepWhereItsNoiseIsBelowTheLevel()
    {
        var prior = new FlatPrior(TestDevices.Require("cpu"));
        using var coarse = new CoarseDenoiser(TestDevices.Require("cpu"), prior, Level);
        int[] timesteps = [0, At(0.79), At(0.81), At(1.61), 999, At(0.5), At(3.3)];
        using var session = coarse.CreateSession(new(1, 3, 512, 1024), timesteps);

        Assert.Equal(
            [(512, 1024), (256, 512), (128, 256), (64, 128)], prior.Sessions.Select(asked => (asked.Shape.H, asked.Shape.W)));
        Assert.Equal([0, At(0.79), At(0.5)], prior.Sessions[0].Timesteps);
        Assert.Equal([Schedule.Nearest(Schedule.Sigma(At(0.81)) / 2)], prior.Sessions[1].Timesteps);
        Assert.Equal([Schedule.Nearest(Schedule.Sigma(At(1.61)) / 4)], prior.Sessions[2].Timesteps);
        Assert.Equal([Schedule.Nearest(Schedule.Sigma(999) / 8), Schedule.Nearest(Schedule.Sigma(At(3.3)) / 8)], prior.Sessions[3].Timesteps);
        Assert.All(prior.Sessions.Take(3).SelectMany(asked => asked.Timesteps), t => Assert.True(Schedule.Sigma(t) < Level));
        Assert.Equal([1, 1, 1 / 4.0, 1 / 16.0, 1 / 64.0, 1, 1 / 64.0], Enumerable.Range(0, timesteps.Length).Select(session.CostOf));
    }

    [Fact]
    public void CreateSession_SmallImages_BecomeNoSmallerThan64()
    {
        var prior = new FlatPrior(TestDevices.Require("cpu"));
        using var coarse = new CoarseDenoiser(TestDevices.Require("cpu"), prior, Level);
        using var session = coarse.CreateSession(new(1, 3, 144, 512), [999]);
        Assert.Equal((80, 256), (prior.Sessions[0].Shape.H, prior.Sessions[0].Shape.W)); // 72 is no multiple of 16
        using var whole = coarse.CreateSession(new(1, 3, 112, 512), [999]);
        Assert.Equal((112, 512), (prior.Sessions[1].Shape.H, prior.Sessions[1].Shape.W));
    }

    [Fact]
    public void CreateSession_NoTimeStepAtTheLevel_IsThePriorsOwn()
    {
        using var prior = new FlatPrior(TestDevices.Require("cpu"));
        using var coarse = new CoarseDenoiser(TestDevices.Require("cpu"), prior, Level);
        using var session = coarse.CreateSession(new(1, 3, 512, 512), [0, At(0.79)]);
        Assert.Same(prior.Sessions.Single(), session);
        Assert.Throws<ArgumentException>(() => coarse.CreateSession(new(1, 3, 511, 512), [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CoarseDenoiser(TestDevices.Require("cpu"), prior, 0));
    }

    /// <summary>Of a picture that a reduction and an enlargement leave as it is, a prior that knows it predicts the noise exactly at any resolution.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void PredictNoise_OfAPriorThatKnowsTheFlatPicture_IsWhatIsLeft(string selector)
    {
        var device = TestDevices.Require(selector);
        using var prior = new FlatPrior(device);
        using var coarse = new CoarseDenoiser(device, prior, Level);
        var shape = new TensorShape(1, 3, 144, 272);
        int[] timesteps = [At(0.3), At(1), At(2.5), 999];
        using var session = coarse.CreateSession(shape, timesteps);
        using var x = device.Allocate(shape);
        using var noise = device.Allocate(shape);
        float[] drawn = Values(shape);
        for (int i = 0; i < timesteps.Length; i++)
        {
            var (a, s) = (Schedule.Signal(timesteps[i]), Schedule.Noise(timesteps[i]));
            x.Upload([.. drawn.Select(value => (float)((a * FlatPrior.Shade) + (s * value)))]);
            session.PredictNoise(x, i, noise, TestContext.Current.CancellationToken);

            Assert.True(RelativeError.L2(noise.Download(), drawn) < 2e-6, $"time step {timesteps[i]}");
        }

        Assert.True(session.PlannedBytes > 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.PredictNoise(x, timesteps.Length, noise, TestContext.Current.CancellationToken));
        using var other = device.Allocate(shape with { W = 256 });
        Assert.Throws<ArgumentException>(() => session.PredictNoise(other, 1, other, TestContext.Current.CancellationToken));
    }

    /// <summary>What a prior sees is the mean of pixels, at the scale of its time step: in plain double precision.</summary>
    [Fact]
    public void PredictNoise_ShowsThePriorMeansOfPixels_AtTheTimeStepOfTheirNoise()
    {
        var device = TestDevices.Require("cpu");
        using var prior = new FlatPrior(device);
        using var coarse = new CoarseDenoiser(device, prior, Level);
        var shape = new TensorShape(1, 3, 128, 160);
        int t = At(1.5), lower = Schedule.Nearest(Schedule.Sigma(t) / 2);
        using var session = coarse.CreateSession(shape, [t]);
        using var x = device.Allocate(shape);
        float[] values = Values(shape);
        x.Upload(values);
        using var noise = device.Allocate(shape);
        session.PredictNoise(x, 0, noise, TestContext.Current.CancellationToken);

        double gain = Schedule.Signal(lower) / Schedule.Signal(t);
        float[] expected =
        [
            .. from c in Enumerable.Range(0, 3)
            from row in Enumerable.Range(0, 64)
            from column in Enumerable.Range(0, 80)
            let first = (((c * 128) + (2 * row)) * 160) + (2 * column)
            select (float)(gain * ((double)values[first] + values[first + 1] + values[first + 160] + values[first + 161]) / 4),
        ];
        Assert.True(RelativeError.L2(prior.Sessions.Single().Seen, expected) < 1e-6);
    }

    /// <summary>
    /// Of 256 pixels tiles are 112, and of half of that one tile is 128: the resolutions share one memory nevertheless, and leave nothing behind in it.
    /// </summary>
    [Theory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void PredictNoise_AtResolutionsInTurn_IsWhatEachPredictsByItself(string selector)
    {
        var device = TestDevices.Require(selector);
        using var folder = new TemporaryFolder();
        using var network = SyntheticUNet.Load(device, folder, "unet-c");
        using var coarse = new CoarseDenoiser(device, new TiledDenoiser(device, network, 128), Level);
        var shape = new TensorShape(1, 3, 256, 256);
        int[] timesteps = [At(0.4), At(1.2), At(2)];
        using var session = coarse.CreateSession(shape, timesteps);
        using var x = device.Allocate(shape);
        using var noise = device.Allocate(shape);
        x.Upload(Values(shape));
        float[][] expected = [.. timesteps.Select(t => Predict(coarse.CreateSession(shape, [t]), 0, isOwned: true))];

        foreach (int i in new[] { 2, 1, 0, 1, 2 })
        {
            Assert.Equal(expected[i], Predict(session, i, isOwned: false));
        }

        float[] Predict(IPriorSession predicting, int step, bool isOwned)
        {
            predicting.PredictNoise(x, step, noise, TestContext.Current.CancellationToken);
            float[] predicted = noise.Download();
            if (isOwned)
            {
                predicting.Dispose();
            }

            return predicted;
        }
    }

    private static float[] Values(TensorShape shape)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, (int)shape.Elements).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    private static int At(double sigma) => Schedule.Nearest(sigma);

    /// <summary>A prior that knows that every picture is of one shade.</summary>
    private sealed class FlatPrior(ComputeDevice device) : IPrior
    {
        public const double Shade = 0.25;

        public int Channels => 3;

        public int SizeMultiple => 16;

        public NoiseSchedule Schedule => NoiseSchedule.Standard;

        public List<Session> Sessions { get; } = [];

        public IPriorSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null)
        {
            Sessions.Add(new(device, shape, [.. timesteps]));
            return Sessions[^1];
        }

        public void Dispose()
        {
        }

        /// <summary>noise = (x - a shade) / s.</summary>
        public sealed record Session(ComputeDevice Device, TensorShape Shape, int[] Timesteps) : IPriorSession
        {
            public float[] Seen { get; private set; } = [];

            public long PlannedBytes => 0;

            public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
            {
                Assert.Equal((Shape, Shape), (x.Shape, noise.Shape));
                Seen = x.Download();
                int t = Timesteps[stepIndex];
                double a = NoiseSchedule.Standard.Signal(t), s = NoiseSchedule.Standard.Noise(t);
                noise.Upload([.. Seen.Select(value => (float)((value - (a * Shade)) / s))]);
            }

            public void Dispose()
            {
            }
        }
    }
}
