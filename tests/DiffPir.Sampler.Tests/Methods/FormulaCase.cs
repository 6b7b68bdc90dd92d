using DiffPir.Kernels.RandomNumbers;
using DiffPir.Sampler.Tests.Sampling;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Methods;

/// <summary>The picture, the noise and the stub of a network (eps = 0.3 x) with which methods are compared with their formulas.</summary>
internal static class FormulaCase
{
    private const int Height = 6, Width = 8, Pixels = Height * Width;

    /// <summary>A small degraded picture, and its decomposition. The measurement is on [-1,1], 0 where nothing is known.</summary>
    public static (Degradation Degradation, PlainOperator Plain, double[] Measured) Problem(string task, double noise)
    {
        var mask = PixelMask.Random(Height, Width, 0.4, 3);

        // All of its frequencies are shown: none falls below the smallest singular value that methods look at.
        var kernel = BlurKernel.FromValues(3, 3, [0.05f, 0.1f, 0, 0.1f, 0.5f, 0.1f, 0, 0.05f, 0.1f], normalize: true);
        Degradation degradation = task == "mask" ? new Inpainting(mask) : new Deblurring(kernel, BoundaryHandling.Periodic);
        double[] measured = [.. Measured(degradation, noise).Data.Select(value => (2.0 * value) - 1)];
        return task == "mask"
            ? (degradation, PlainOperator.Mask(mask), [.. measured.Select((v, i) => mask.Known[i] ? v : 0)])
            : (degradation, PlainOperator.Blur(kernel, Height, Width), measured);
    }

    /// <summary>The measurement on [-1,1], with a smooth continuation where nothing is known.</summary>
    public static double[] FilledIn(Degradation degradation, double[] measured)
    {
        var picture = new PlanarImage(1, Height, Width, [.. measured.Select(static value => (float)((value + 1) / 2))]);
        degradation.FillIn(picture);
        return [.. picture.Data.Select(static value => (2.0 * value) - 1)];
    }

    private static PlanarImage Measured(Degradation degradation, double noise) => degradation.Degrade(TestImages.Waves(1, Height, Width), noise, 7);

    /// <summary>The noise that both sides draw.</summary>
    public static double[] Noise(int position, NoiseDraw draw) => [.. Drawn(position, draw).Select(value => (double)value)];

    private static float[] Drawn(int position, NoiseDraw draw)
    {
        float[] noise = new float[Pixels];
        NoiseOperations.Fill(noise, new NoiseKey(9, 0, (uint)position, (uint)draw));
        return noise;
    }

    /// <summary>Restores the picture, and compares it with what the formulas give on [-1,1].</summary>
    /// <param name="expected">What the formulas give.</param>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noise">Standard deviation of the noise in grey levels.</param>
    /// <param name="options">The method.</param>
    /// <param name="tolerance">The largest error of values up to 1.</param>
    public static void AssertEqual(double[] expected, Degradation degradation, double noise, MethodOptions options, double tolerance = 2e-5)
    {
        using var prior = new HostDenoiser((x, _) => [.. x.Select(value => 0.3f * value)], channels: 1);
        var engine = new TestEngine(TestDevices.Require("opencl"), prior, new RecordedNoise(Drawn));
        var restored = engine.Restore(new(Measured(degradation, noise), noise, degradation), options, null, TestContext.Current.CancellationToken);
        float[] wanted = [.. expected.Select(value => (float)((value / 2) + 0.5))];
        double error = RelativeError.MaxAbsolute(restored.Data, wanted), size = wanted.Max(Math.Abs);
        Assert.True(error < tolerance * Math.Max(1, size), $"error {error:g3} of values up to {size:g3}");
    }
}
