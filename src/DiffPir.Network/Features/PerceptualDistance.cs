using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// LPIPS, version 0.1 (Zhang et al., "The unreasonable effectiveness of deep features as a perceptual metric", 2018): features of five depths of a
/// classification network, each pixel's scaled to length 1, their squared differences weighed by learned factors, averaged over the pixels and
/// summed over the depths. 0 for equal pictures; lower is better. Numbers of different networks cannot be compared.
/// </summary>
public sealed class PerceptualDistance : IDisposable
{
    private const int Colours = 3;
    private const double LengthFloor = 1e-10;

    // The metric's own normalisation of pictures on [-1,1].
    private static readonly double[] Shift = [-0.030, -0.088, -0.188], Scale = [0.458, 0.448, 0.450];

    private readonly FeatureNetwork _network;
    private readonly float[][] _factors;

    private PerceptualDistance(PerceptualBackbone backbone, FeatureNetwork network, float[][] factors) =>
        (Backbone, _network, _factors) = (backbone, network, factors);

    /// <summary>The network whose features are compared.</summary>
    public PerceptualBackbone Backbone { get; }

    /// <summary>The least height and width of pictures.</summary>
    public int LeastSide => PerceptualGraph.LeastSideOf(Backbone);

    /// <summary>
    /// Loads every distance that files make possible: for each, the network's weights as torchvision publishes them and the learned factors as
    /// the lpips package does, told apart by their tensors.
    /// </summary>
    /// <param name="device">Where they run; disposed after them.</param>
    /// <param name="paths">Files in any order.</param>
    /// <returns>The distances, each of another network, which the caller disposes.</returns>
    /// <exception cref="CheckpointException">A file cannot be read, is of something else, or has no counterpart.</exception>
    public static IReadOnlyList<PerceptualDistance> LoadAll(ComputeDevice device, IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(paths);
        var files = new List<PerceptualFile>();
        var distances = new List<PerceptualDistance>();
        try
        {
            foreach (string path in paths)
            {
                files.Add(PerceptualFile.Open(path));
            }

            foreach (var network in files.Where(file => !file.IsFactors))
            {
                var file = files.Find(file => file.IsFactors && file.Backbone == network.Backbone) ?? throw network.Alone();
                float[][] factors = file.ReadFactors();
                distances.Add(new(network.Backbone, FeatureNetwork.Load(device, network.Backbone, network.Checkpoint), factors));
            }

            return files.Find(file => file.IsFactors && !distances.Exists(distance => distance.Backbone == file.Backbone)) is { } left
                ? throw left.Alone()
                : distances;
        }
        catch
        {
            distances.ForEach(distance => distance.Dispose());
            throw;
        }
        finally
        {
            files.ForEach(file => file.Checkpoint.Dispose());
        }
    }

    /// <summary>The distance of two pictures.</summary>
    /// <param name="a">Planes of red, green and blue on [0,1]; clamped, not rounded.</param>
    /// <param name="b">Another, of the same size.</param>
    /// <param name="height">Rows, at least <see cref="LeastSide"/>.</param>
    /// <param name="width">Columns, likewise.</param>
    /// <exception cref="ArgumentException">A picture is too small, or has another number of values.</exception>
    /// <exception cref="DeviceException">Memory does not suffice.</exception>
    public double Between(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int height, int width)
    {
        int length = Colours * height * width;
        if (a.Length != length || b.Length != length || Math.Min(height, width) < LeastSide)
        {
            throw new ArgumentException($"two pictures of {Colours}x{height}x{width} values, no side below {LeastSide}, have {a.Length} and {b.Length}");
        }

        float[] both = new float[2 * length];
        Normalise(a, both);
        Normalise(b, both.AsSpan(length));
        return _network.Run(new(2, Colours, height, width), both).Select((features, depth) => Distance(features.Shape, features.Values, _factors[depth])).Sum();
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private static void Normalise(ReadOnlySpan<float> picture, Span<float> result)
    {
        int plane = picture.Length / Colours;
        for (int i = 0; i < picture.Length; i++)
        {
            result[i] = (float)(((2.0 * Math.Clamp(picture[i], 0f, 1f)) - 1 - Shift[i / plane]) / Scale[i / plane]);
        }
    }

    /// <summary>Mean over the pixels of the weighed squared differences between features of length 1.</summary>
    private static double Distance(TensorShape shape, float[] features, float[] factors)
    {
        int plane = shape.H * shape.W;
        double sum = 0;
        for (int pixel = 0; pixel < plane; pixel++)
        {
            ReadOnlySpan<float> first = features.AsSpan(pixel), second = features.AsSpan((shape.C * plane) + pixel);
            double one = LengthOf(first, shape.C, plane), other = LengthOf(second, shape.C, plane);
            for (int c = 0; c < shape.C; c++)
            {
                double difference = (first[c * plane] / one) - (second[c * plane] / other);
                sum += factors[c] * difference * difference;
            }
        }

        return sum / plane;
    }

    private static double LengthOf(ReadOnlySpan<float> values, int count, int step)
    {
        double squares = 0;
        for (int c = 0; c < count; c++)
        {
            squares += (double)values[c * step] * values[c * step];
        }

        return Math.Sqrt(squares) + LengthFloor;
    }
}
