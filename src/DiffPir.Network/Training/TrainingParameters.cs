using DiffPir.Kernels;
using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Network;

/// <summary>The parameters of a UNet in a row, in the order of its state dict.</summary>
public static class TrainingParameters
{
    private const uint Stream = 7;

    /// <summary>Names and shapes.</summary>
    public static IReadOnlyList<(string Name, long[] Shape)> Of(UNetConfiguration network) => [.. new UNetLayout(network).Parameters()];

    /// <summary>Where each begins.</summary>
    public static ParameterLayout LayoutOf(UNetConfiguration network) =>
        new(Of(network).Select(parameter => (parameter.Name, parameter.Shape.Aggregate(1L, (product, side) => product * side))));

    /// <summary>The values of a checkpoint.</summary>
    /// <exception cref="CheckpointException">One is damaged or not finite.</exception>
    public static float[] Read(UNetConfiguration network, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var layout = LayoutOf(network);
        float[] values = new float[layout.Length];
        foreach (var (name, shape) in Of(network))
        {
            var (offset, length) = layout[name];
            checkpoint.Read(checkpoint.Require(name, shape), values.AsSpan((int)offset, (int)length));
        }

        return values;
    }

    /// <summary>
    /// Fresh values as guided-diffusion begins with: uniform within 1 / sqrt(inputs), ones and zeros for normalisations, zeros for the last
    /// layer of every block and of the network.
    /// </summary>
    public static float[] Create(UNetConfiguration network, ulong seed)
    {
        var layout = LayoutOf(network);
        float[] values = new float[layout.Length];
        var random = new PhiloxRandom(seed, Stream);
        double bound = 0;
        foreach (var (name, shape) in Of(network))
        {
            var part = values.AsSpan((int)layout[name].Offset, (int)layout[name].Length);
            bool isWeight = name.EndsWith(".weight", StringComparison.Ordinal);
            if (IsLast(name))
            {
                continue;
            }

            if (isWeight)
            {
                bound = shape.Length == 1 ? 0 : 1 / Math.Sqrt(part.Length / shape[0]);
                part.Fill(shape.Length == 1 ? 1 : 0);
            }

            // A bias follows its weight and is drawn from the same range.
            for (int i = 0; bound > 0 && i < part.Length; i++)
            {
                part[i] = (float)random.NextDouble(-bound, bound);
            }
        }

        return values;
    }

    /// <summary>A file of these values that guided-diffusion and DiffPir load; what shapes do not tell of the network is in its remarks.</summary>
    public static CheckpointWriter Write(UNetConfiguration network, float[] values)
    {
        ArgumentNullException.ThrowIfNull(network);
        var layout = LayoutOf(network);
        var writer = new CheckpointWriter();
        foreach (var (name, shape) in Of(network))
        {
            var (offset, length) = layout[name];
            writer.Add(name, shape, ElementType.F32, () => values.AsMemory((int)offset, (int)length));
        }

        foreach (var (key, remark) in UNetInference.Describe(network, withAssumed: true))
        {
            writer.Metadata.Add(key, remark);
        }

        return writer;
    }

    /// <summary>The network with these values as a prior, which reads them when a session first needs them.</summary>
    /// <param name="device">Where it will run; disposed after the prior.</param>
    /// <param name="network">The network, not conditioned on classes.</param>
    /// <param name="values">Its parameters.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    public static IPrior ToPrior(ComputeDevice device, UNetConfiguration network, float[] values, TuningTable? choices = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(values);
        return UNetDenoiser.Of(device, network, ReaderOf(network, values), choices);
    }

    /// <summary>Reads parameters by their names.</summary>
    internal static ReadWeights ReaderOf(UNetConfiguration network, float[] values)
    {
        var layout = LayoutOf(network);
        return (name, first, destination) => values.AsSpan((int)(layout[name].Offset + first), destination.Length).CopyTo(destination);
    }

    private static bool IsLast(string name) =>
        name.StartsWith("out.2.", StringComparison.Ordinal) || name.Contains(".out_layers.3.", StringComparison.Ordinal)
        || name.Contains(".proj_out.", StringComparison.Ordinal);
}
