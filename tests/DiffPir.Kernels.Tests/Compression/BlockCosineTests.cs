using DiffPir.Kernels.Compression;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Compression;

public sealed class BlockCosineTests
{
    private static readonly TensorShape Shape = new(2, 1, 16, 72);

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Forward_OfEveryBlock_IsTheCosineTransformOfItsDefinition(string selector)
    {
        float[] values = Values(), found = Transformed(selector, values, static (cosine, tensor) => cosine.Forward(tensor));

        Assert.All(found.Zip(Reference(values)), pair => Assert.Equal(pair.Second, pair.First, 2e-3));
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Inverse_AfterForward_GivesThePixelsBack(string selector)
    {
        float[] values = Values(), found = Transformed(selector, values, static (cosine, tensor) =>
        {
            cosine.Forward(tensor);
            cosine.Inverse(tensor);
        });

        Assert.All(found.Zip(values), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
    }

    [Fact]
    public void BlockCosine_PartsOfBlocksAndOtherShapes_AreArgumentErrors()
    {
        var device = TestDevices.Require("cpu");
        using var cosine = new BlockCosine(device, Shape);
        using var other = device.Allocate(Shape with { N = 1 });

        Assert.Throws<ArgumentException>(() => new BlockCosine(device, Shape with { H = 12 }));
        Assert.Throws<ArgumentException>(() => cosine.Forward(other));
    }

    private static float[] Transformed(string selector, float[] values, Action<BlockCosine, Tensor> transform)
    {
        var device = TestDevices.Require(selector);
        using var tensor = device.Allocate(Shape);
        using var cosine = new BlockCosine(device, Shape);
        tensor.Upload(values);
        transform(cosine, tensor);
        return tensor.Download();
    }

    private static float[] Values() => [.. Enumerable.Range(0, (int)Shape.Elements).Select(static i => (i * 7919L % 511) - 255f)];

    private static IEnumerable<double> Reference(float[] values)
    {
        for (int at = 0; at < values.Length; at++)
        {
            int row = at / Shape.W, column = at % Shape.W, i = row % 8, j = column % 8;
            double sum = 0;
            for (int y = 0; y < 8; y++)
            {
                for (int x = 0; x < 8; x++)
                {
                    sum += values[((row - i + y) * Shape.W) + column - j + x]
                        * Math.Cos(Math.PI * ((2 * y) + 1) * i / 16) * Math.Cos(Math.PI * ((2 * x) + 1) * j / 16);
                }
            }

            yield return sum * (i == 0 ? Math.Sqrt(0.5) : 1) * (j == 0 ? Math.Sqrt(0.5) : 1) / 4;
        }
    }
}
