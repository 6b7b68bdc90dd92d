using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Testing;

namespace DiffPir.Network.Tests.Tiling;

public sealed class TiledDenoiserTests
{
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void PredictNoise_OfAPriorThatRepeatsItsInput_IsTheInput(string selector)
    {
        var device = TestDevices.Require(selector);
        var prior = new Echo(device);
        var shape = new TensorShape(1, 3, 320, 136);
        using var tiled = new TiledDenoiser(device, prior, 128);
        using var session = tiled.CreateSession(shape, [7, 3]);
        using var x = device.Allocate(shape);
        using var noise = device.Allocate(shape);
        x.Upload([.. Enumerable.Range(0, (int)shape.Elements).Select(i => (i * 0.37f % 2) - 1)]);
        noise.Upload([.. Enumerable.Repeat(float.NaN, (int)shape.Elements)]);

        session.PredictNoise(x, 1, noise, TestContext.Current.CancellationToken);

        float[] expected = x.Download();
        Assert.All(noise.Download().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
        Assert.Equal(new TensorShape(1, 3, 128, 88), prior.Shape);
        Assert.Equal(Enumerable.Repeat(1, 3 * 2), prior.Steps);
        Assert.True(session.PlannedBytes >= 2 * 4 * 3 * 128 * 88);
    }

    [Fact]
    public void CreateSession_ImageThatFitsATile_IsThePriorsOwn()
    {
        var device = TestDevices.Require("cpu");
        var prior = new Echo(device);
        using (var tiled = new TiledDenoiser(device, prior, 200))
        {
            using var session = tiled.CreateSession(new(1, 3, 200, 96), [1]);
            Assert.Same(prior, session);
        }

        Assert.True(prior.IsDisposed);
    }

    [Fact]
    public void Create_TilesThatAreTooSmall_IsAnArgumentError()
    {
        var device = TestDevices.Require("cpu");
        using var prior = new Echo(device);
        Assert.Null(TiledDenoiser.Objection(prior, 128));
        string objection = TiledDenoiser.Objection(prior, 127)!;
        Assert.StartsWith("tiles of 127 pixels are too small for this prior, which needs at least 128", objection, StringComparison.Ordinal);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new TiledDenoiser(device, prior, 127));
        Assert.StartsWith(objection, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PredictNoise_CancelledAfterATile_StopsThere()
    {
        var device = TestDevices.Require("cpu");
        using var cancellation = new CancellationTokenSource();
        var prior = new Echo(device) { Predicted = cancellation.Cancel };
        using var tiled = new TiledDenoiser(device, prior, 128);
        using var session = tiled.CreateSession(new(1, 3, 320, 136), [7]);
        using var x = device.Allocate(new(1, 3, 320, 136));
        using var noise = device.Allocate(x.Shape);

        Assert.Throws<OperationCanceledException>(() => session.PredictNoise(x, 0, noise, cancellation.Token));
        Assert.Single(prior.Steps);
    }

    [Fact]
    public void PredictNoise_ImagesOfAnotherShape_IsAnArgumentError()
    {
        var device = TestDevices.Require("cpu");
        using var tiled = new TiledDenoiser(device, new Echo(device), 128);
        using var session = tiled.CreateSession(new(1, 3, 320, 136), [7]);
        using var x = device.Allocate(new(1, 3, 320, 128));
        Assert.Throws<ArgumentException>(() => session.PredictNoise(x, 0, x, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => tiled.CreateSession(new(1, 3, 321, 136), [7]));
    }

    /// <summary>A prior that takes what it sees for noise; it is its own session.</summary>
    private sealed class Echo(ComputeDevice device) : IPrior, IPriorSession
    {
        public int Channels => 3;

        public int SizeMultiple => 8;

        public NoiseSchedule Schedule => NoiseSchedule.Standard;

        public TensorShape? Shape { get; private set; }

        public List<int> Steps { get; } = [];

        public Action Predicted { get; init; } = () => { };

        public bool IsDisposed { get; private set; }

        public long PlannedBytes => 0;

        public IPriorSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null)
        {
            Shape = shape;
            return this;
        }

        public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
        {
            Steps.Add(stepIndex);
            TileOperations.Cut(device, noise, x, 0, 0);
            Predicted();
        }

        public void Dispose() => IsDisposed = true;
    }
}
