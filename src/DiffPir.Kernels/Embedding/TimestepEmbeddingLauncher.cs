using DiffPir.Kernels.Pointwise;
using ILGPU;

namespace DiffPir.Kernels.Embedding;

/// <summary>Prepares the sinusoidal embedding of time steps.</summary>
internal static class TimestepEmbeddingLauncher
{
    private const double MaxPeriod = 10000;

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare(ComputeDevice device, WeightStore weights, float shift, PlacedValue x, PlacedValue y)
    {
        int half = y.Shape.C / 2;
        var frequencies = weights.GetComputed("timestep frequencies", $"{half} - {shift}", half, () => Frequencies(half, shift));
        var arguments = PointwiseLauncher.Arguments(y) with { X = x.Map };
        var config = device.Elementwise(y.Shape.Elements);
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, PointwiseArguments>(TimestepEmbeddingKernels.Embed);
        return () => kernel(config, x.View, frequencies, y.View, arguments);
    }

    private static float[] Frequencies(int half, float shift) =>
        Enumerable.Range(0, half).Select(j => (float)Math.Exp(-Math.Log(MaxPeriod) * j / (half - shift))).ToArray();
}
