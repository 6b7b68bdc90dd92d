using DiffPir.Kernels.Attention;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Attention;

public sealed class AttentionTests
{
    public static TheoryData<string, int[], AttentionOrder> Cases
    {
        get
        {
            var data = new TheoryData<string, int[], AttentionOrder>();
            foreach (string device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda", "cpu" })
            {
                foreach (var order in Enum.GetValues<AttentionOrder>())
                {
                    // Images, channels, height, width, heads: heads of 64, 32, 16, 12 and 128 channels; 1 to 70 pixels.
                    data.Add(device, [1, 64, 1, 1, 1], order);
                    data.Add(device, [2, 64, 5, 7, 1], order);
                    data.Add(device, [1, 64, 7, 10, 2], order);
                    data.Add(device, [2, 48, 5, 7, 3], order);
                    data.Add(device, [1, 24, 3, 5, 2], order);
                    data.Add(device, [1, 128, 2, 5, 1], order);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Attention_OfOddShapes_MatchesTheDefinition(string selector, int[] s, AttentionOrder order)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(s[0], 3 * s[1], s[2], s[3]);
        float[] qkv = OperationRunner.Values(shape.Elements, 4).Select(v => 2 * v).ToArray();

        float[] y = OperationRunner.Run(
            device, OperationRunner.GraphOf(shape.C, new AttentionNode("y", "x", s[4], order)), shape, qkv, new Dictionary<string, float[]>());

        float[] expected = Reference.Attention(qkv, shape, s[4], order).Select(v => (float)v).ToArray();
        Assert.InRange(RelativeError.L2(y, expected), 0, 3e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Group_OfOddShapes_MatchesTheDefinition(string selector)
    {
        var device = TestDevices.Require(selector);

        // Images, channels, height, width, heads: several blocks of keys, of queries and of channels with tails, and single ones.
        foreach (int[] s in new[]
        {
            new[] { 1, 1, 1, 1, 1 }, [2, 64, 9, 15, 1], [1, 130, 3, 22, 2], [2, 75, 4, 16, 1], [1, 24, 7, 10, 3], [1, 20, 16, 16, 1], [1, 72, 13, 41, 1],
        })
        {
            foreach (var order in Enum.GetValues<AttentionOrder>())
            {
                var shape = new TensorShape(s[0], 3 * s[1], s[2], s[3]);
                float[] qkv = OperationRunner.Values(shape.Elements, 4).Select(v => 2 * v).ToArray();
                using var x = new PlacedImages(device, shape, 0);
                using var y = new PlacedImages(device, shape with { C = s[1] }, 0);
                x.Upload(qkv);

                AttentionLauncher.Prepare(device, AttentionCandidate.Group, new AttentionNode("y", "x", s[4], order), x.Value, y.Value, x.Value.View)();

                float[] expected = Reference.Attention(qkv, shape, s[4], order).Select(v => (float)v).ToArray();
                Assert.InRange(RelativeError.L2(y.Download(), expected), 0, 3e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Attention_WithScoresFarApart_DoesNotOverflow(string selector)
    {
        var device = TestDevices.Require(selector);
        var shape = new TensorShape(1, 48, 9, 9);
        float[] qkv = OperationRunner.Values(shape.Elements, 4).Select(v => 40 * v).ToArray();

        float[] y = OperationRunner.Run(
            device, OperationRunner.GraphOf(48, new AttentionNode("y", "x", 1, AttentionOrder.Legacy)), shape, qkv, new Dictionary<string, float[]>());

        float[] expected = Reference.Attention(qkv, shape, 1, AttentionOrder.Legacy).Select(v => (float)v).ToArray();
        Assert.InRange(RelativeError.L2(y, expected), 0, 2e-4); // scores of several thousand carry 1e-4 of absolute error each
    }
}
