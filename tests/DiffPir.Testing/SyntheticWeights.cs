using System.Text;
using DiffPir.Network;

namespace DiffPir.Testing;

/// <summary>
/// Weights that any language can rebuild bit for bit from a tensor's name and shape, so that a network of any size can be tested without a file.
/// Element i of tensor <c>name</c>, all integers modulo 2^64:
/// <code>
/// z = splitmix64(fnv1a64(utf8(name)) + i * 0x9E3779B97F4A7C15)
/// v = 2 (z >> 40) / 2^24 - 1                    in [-1, 1), exact in float
/// 1-D, name ends in "bias"    0.05 v
/// 1-D otherwise               1 + 0.1 v         (gains of a normalisation)
/// 2-D and more                v sqrt(3 / fan_in), fan_in = product of all sides but the first
/// </code>
/// Every product and sum is rounded to float; the square root is taken in double and then rounded.
/// </summary>
public static class SyntheticWeights
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The tensor's elements in row-major order.</summary>
    public static float[] Tensor(string name, ReadOnlySpan<long> shape)
    {
        long count = 1;
        long fanIn = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            count *= shape[i];
            fanIn *= i > 0 ? shape[i] : 1;
        }

        float[] values = new float[count];
        bool bias = name.EndsWith("bias", StringComparison.Ordinal);
        (float offset, float scale) = (shape.Length, bias) switch
        {
            (1, true) => (0f, 0.05f),
            (1, false) => (1f, 0.1f),
            _ => (0f, (float)Math.Sqrt(3.0 / fanIn)),
        };
        ulong state = Hash(name);
        foreach (ref float value in values.AsSpan())
        {
            float unit = (Mix(state) >> 40) / 16777216f;
            value = offset + (scale * ((2 * unit) - 1));
            state += Golden;
        }

        return values;
    }

    /// <summary>Writes a checkpoint of synthetic weights.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="listing">Names and shapes.</param>
    /// <param name="metadata">The file's remarks.</param>
    public static void Write(
        string path, IEnumerable<(string Name, long[] Shape)> listing, params ReadOnlySpan<(string Key, string Value)> metadata)
    {
        var writer = new CheckpointWriter();
        foreach ((string key, string value) in metadata)
        {
            writer.Metadata.Add(key, value);
        }

        foreach ((string name, long[] shape) in listing)
        {
            writer.Add(name, shape, ElementType.F32, () => Tensor(name, shape));
        }

        writer.Save(path);
    }

    /// <summary>FNV-1a, 64 bits, over the UTF-8 bytes.</summary>
    private static ulong Hash(string name)
    {
        ulong hash = 0xCBF2_9CE4_8422_2325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 0x100_0000_01B3;
        }

        return hash;
    }

    /// <summary>The finaliser of splitmix64.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
