using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Kernels.Training;

namespace DiffPir.Kernels.SelfTests;

/// <summary>
/// The gradients of a small network of a convolution, a normalisation and an attention, as slopes of its plain definition, and the step of training.
/// </summary>
internal static class GradientCases
{
    private const int Hidden = 12, Groups = 3, Heads = 2, Projected = 24, Directions = 6;
    private const float Epsilon = 1e-5f;

    private static readonly TensorShape Shape = new(1, 8, 6, 7);

    private static readonly Dictionary<string, float[]> Weights = new()
    {
        ["w1"] = OperationRunner.Values(Hidden * Shape.C * 9, 20),
        ["b1"] = OperationRunner.Values(Hidden, 21),
        ["g"] = OperationRunner.Values(Hidden, 22),
        ["b"] = OperationRunner.Values(Hidden, 23),
        ["w2"] = OperationRunner.Values(Projected * Hidden, 24),
        ["b2"] = OperationRunner.Values(Projected, 25),
    };

    private static readonly float[] X = OperationRunner.Values(Shape.Elements, 26), Vector = OperationRunner.Values(Projected / 3 * Shape.H * Shape.W, 27);

    /// <summary>All of them.</summary>
    public static IEnumerable<SelfTestCase> For(ComputeDevice device) =>
    [
        new("gradient for the input", 10 * NetworkCases.BoundOf(device), OfInput),
        new("gradient for the weights", 10 * NetworkCases.BoundOf(device), OfWeights),
        new("step of training", 1e-5, Step),
    ];

    private static Graph Network => new(
        [
            new InputNode("x", Shape.C),
            new ConvolutionNode("c", "x", "w1", "b1", Hidden, 3),
            new GroupNormNode("n", "c", "g", "b", Groups, Epsilon, null, Activation.Silu),
            new ConvolutionNode("q", "n", "w2", "b2", Projected, 1),
            new AttentionNode("y", "q", Heads, AttentionOrder.Legacy),
        ],
        "y");

    private static (double[] Actual, double[] Expected) OfInput(ComputeDevice device)
    {
        const double h = 1e-5;
        float[] computed = GradientRunner.Run(device, Network, Shape, X, Vector, Weights).Gradient;
        float[][] directions = Enumerable.Range(0, Directions).Select(static i => OperationRunner.Values(Shape.Elements, 30 + i)).ToArray();
        return (
            [.. directions.Select(direction => Dot(computed, direction))],
            [.. directions.Select(direction => (Value(Moved(direction, h), Weights) - Value(Moved(direction, -h), Weights)) / (2 * h))]);

        static double[] Moved(float[] direction, double by) => [.. X.Zip(direction, (value, step) => value + (by * step))];
    }

    private static (double[] Actual, double[] Expected) OfWeights(ComputeDevice device)
    {
        const float h = 1e-3f;
        var computed = GradientRunner.RunParameters(device, Network, Shape, X, Vector, Weights).Weights;
        var (actual, expected) = (new List<double>(), new List<double>());
        foreach (var (name, values) in Weights)
        {
            float[] direction = OperationRunner.Values(values.Length, 40);
            float[] up = [.. values.Zip(direction, static (value, step) => value + (h * step))],
                down = [.. values.Zip(direction, static (value, step) => value - (h * step))];

            // Weights are floats: what they were moved by is not quite what was asked for.
            float[] moved = [.. up.Zip(down, static (a, b) => a - b)];
            actual.Add(Dot(computed[name], moved));
            expected.Add(Value(Reference.Doubles(X), With(name, up)) - Value(Reference.Doubles(X), With(name, down)));
        }

        return ([.. actual], [.. expected]);

        static Dictionary<string, float[]> With(string name, float[] values) => new(Weights) { [name] = values };
    }

    private static (double[] Actual, double[] Expected) Step(ComputeDevice device)
    {
        const int count = 37;
        const double rate = 0.01, decay = 0.1, largest = 1, kept = 0.9;
        float[] weights = OperationRunner.Values(count, 50), gradients = OperationRunner.Values(count, 51);
        using var optimizer = new Optimizer(device, new ParameterLayout([("w", count)]));
        optimizer.Weights.Upload(weights);
        optimizer.Gradients.Upload(gradients);
        optimizer.Average.Upload(weights);
        optimizer.Step(1, rate, decay, largest, kept);

        // The first step of AdamW goes as far in every direction: the means are the gradient and its square.
        double factor = Math.Min(1, largest / Math.Sqrt(Dot(gradients, gradients)));
        double[] moved = [.. weights.Zip(gradients, (w, g) => w - (rate * ((decay * w) + (factor * g / (Math.Abs(factor * g) + 1e-8)))))];
        double[] averages = [.. moved.Zip(weights, static (now, before) => now + (kept * (before - now)))];
        return (Reference.Doubles([.. optimizer.Weights.Download(), .. optimizer.Average.Download()]), [.. moved, .. averages]);
    }

    /// <summary>The product of the network's output with the vector, by the plain definitions.</summary>
    private static double Value(double[] x, Dictionary<string, float[]> weights)
    {
        double[] c = Reference.Convolution(x, Shape, weights["w1"], weights["b1"], Hidden, 3, 1);
        double[] n = Reference.Silu(Reference.GroupNorm(c, Shape with { C = Hidden }, weights["g"], weights["b"], Groups, Epsilon));
        double[] q = Reference.Convolution(n, Shape with { C = Hidden }, weights["w2"], weights["b2"], Projected, 1, 1);
        double[] y = Reference.Attention(q, Shape with { C = Projected }, Heads, AttentionOrder.Legacy);
        return y.Zip(Vector, static (a, b) => a * b).Sum();
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
