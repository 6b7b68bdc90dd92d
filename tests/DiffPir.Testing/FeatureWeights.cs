using DiffPir.Network;

namespace DiffPir.Testing;

/// <summary>Weights of feature networks, written as tests/fixtures/features/make.py has made them.</summary>
public static class FeatureWeights
{
    /// <summary>Writes the weights of a network, or a part of them.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="network">vgg16, alexnet or inception.</param>
    /// <param name="isIn">Which tensors.</param>
    /// <returns>The path.</returns>
    public static string Write(string path, string network, Func<string, bool> isIn)
    {
        var writer = new CheckpointWriter();
        foreach ((string name, long[] shape) in ParameterListing.Read($"features/{network}").Where(entry => isIn(entry.Name)))
        {
            writer.Add(name, shape, ElementType.F32, () => Changed(name, shape));
        }

        writer.Save(path);
        return path;
    }

    private static float[] Changed(string name, long[] shape)
    {
        float[] values = SyntheticWeights.Tensor(name, shape);
        return name.EndsWith("running_mean", StringComparison.Ordinal) ? [.. values.Select(value => value - 1)]
            : name.StartsWith("lin", StringComparison.Ordinal) ? [.. values.Select(Math.Abs)]
            : shape.Length > 1 ? [.. values.Select(value => value * 1.4f)]
            : values;
    }
}
