using DiffPir.Kernels;
using DiffPir.Kernels.Windows;

namespace DiffPir.Network;

/// <summary>The convolutions of VGG16 and AlexNet as torchvision numbers them, up to the five depths whose features LPIPS compares.</summary>
internal static class PerceptualGraph
{
    private const int Colours = 3;

    /// <summary>Channels of the features at the five depths.</summary>
    public static IReadOnlyList<int> ChannelsOf(PerceptualBackbone backbone) =>
        backbone == PerceptualBackbone.Vgg16 ? [64, 128, 256, 512, 512] : [64, 192, 384, 256, 256];

    /// <summary>The network's name.</summary>
    public static string NameOf(PerceptualBackbone backbone) => backbone == PerceptualBackbone.Vgg16 ? "VGG16" : "AlexNet";

    /// <summary>The least side of a picture: its features at the last depth have one pixel.</summary>
    public static int LeastSideOf(PerceptualBackbone backbone) => backbone == PerceptualBackbone.Vgg16 ? 16 : 31;

    /// <summary>The graph.</summary>
    public static Graph Build(FeatureGraphBuilder builder, PerceptualBackbone backbone) =>
        builder.Build(backbone == PerceptualBackbone.Vgg16 ? AddVgg16(builder) : AddAlexNet(builder));

    private static List<string> AddVgg16(FeatureGraphBuilder builder)
    {
        int[][] layers = [[0, 2], [5, 7], [10, 12, 14], [17, 19, 21], [24, 26, 28]];
        string x = builder.AddInput(Colours);
        var outputs = new List<string>();
        foreach (var (depth, channels) in ChannelsOf(PerceptualBackbone.Vgg16).Index())
        {
            if (depth > 0)
            {
                x = builder.Pool($"pool {depth}", x, Pooling.Max, Window.Square(2, 2));
            }

            foreach (int layer in layers[depth])
            {
                x = builder.Convolve($"features.{layer}", x, channels, Window.Square(3, 1, 1));
            }

            outputs.Add(x);
        }

        return outputs;
    }

    private static List<string> AddAlexNet(FeatureGraphBuilder builder)
    {
        (int Layer, Window Window, bool IsPooledBefore)[] layers =
        [
            (0, Window.Square(11, 4, 2), false), (3, Window.Square(5, 1, 2), true), (6, Window.Square(3, 1, 1), true),
            (8, Window.Square(3, 1, 1), false), (10, Window.Square(3, 1, 1), false),
        ];
        string x = builder.AddInput(Colours);
        var outputs = new List<string>();
        foreach (var (depth, channels) in ChannelsOf(PerceptualBackbone.AlexNet).Index())
        {
            var (layer, window, isPooledBefore) = layers[depth];
            x = isPooledBefore ? builder.Pool($"pool {depth}", x, Pooling.Max, Window.Square(3, 2)) : x;
            x = builder.Convolve($"features.{layer}", x, channels, window);
            outputs.Add(x);
        }

        return outputs;
    }
}
