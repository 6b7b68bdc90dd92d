using DiffPir.Kernels;
using DiffPir.Kernels.Windows;

namespace DiffPir.Network;

/// <summary>
/// Inception v3 as FID uses it (Heusel et al., 2017; the conversion of TensorFlow's network from 2015 in pytorch-fid): means leave out what lies
/// beyond the edges, and the last block takes the largest value where the others take means.
/// </summary>
internal static class InceptionGraph
{
    /// <summary>What to do about a checkpoint of something else.</summary>
    public const string Remedy = "Pass the weights of pytorch-fid, pt_inception-2015-12-05-6726825d.pth; those of torchvision give other distances";

    /// <summary>Side of its pictures.</summary>
    public const int Side = 299;

    private const int Colours = 3, Classes = 1008;
    private static readonly Window One = Window.Square(1, 1), Three = Window.Square(3, 1, 1), Halving = Window.Square(3, 2);
    private static readonly Window Row3 = new(1, 3, Left: 1), Column3 = new(3, 1, Top: 1), Row7 = new(1, 7, Left: 3), Column7 = new(7, 1, Top: 3);

    /// <summary>The graph from a picture on [-1,1] to its features.</summary>
    /// <exception cref="CheckpointException">The checkpoint is of another network, or of torchvision's.</exception>
    public static Graph Build(FeatureGraphBuilder b, Checkpoint checkpoint)
    {
        // Torchvision's network has the same names up to here.
        if (!checkpoint.TryFind("fc.bias", out var classes) || classes.Shape is not [Classes])
        {
            throw new CheckpointException(
                CheckpointFault.WrongModel, checkpoint.FilePath,
                $"Inception v3 for FID tells {Classes} classes apart, this {(classes is null ? "has no fc.bias" : $"one {ErrorText.Shape(classes.Shape)}")}", Remedy);
        }

        string x = b.ConvolveNormalised("Conv2d_1a_3x3", b.AddInput(Colours), 32, Halving);
        x = b.ConvolveNormalised("Conv2d_2a_3x3", x, 32, Window.Square(3, 1));
        x = b.ConvolveNormalised("Conv2d_2b_3x3", x, 64, Three);
        x = b.Pool("pool 1", x, Pooling.Max, Halving);
        x = b.ConvolveNormalised("Conv2d_3b_1x1", x, 80, One);
        x = b.ConvolveNormalised("Conv2d_4a_3x3", x, 192, Window.Square(3, 1));
        x = b.Pool("pool 2", x, Pooling.Max, Halving);
        x = AddA(b, "Mixed_5b", x, 32);
        x = AddA(b, "Mixed_5c", x, 64);
        x = AddA(b, "Mixed_5d", x, 64);
        x = AddB(b, "Mixed_6a", x);
        x = AddC(b, "Mixed_6b", x, 128);
        x = AddC(b, "Mixed_6c", x, 160);
        x = AddC(b, "Mixed_6d", x, 160);
        x = AddC(b, "Mixed_6e", x, 192);
        x = AddD(b, "Mixed_7a", x);
        x = AddE(b, "Mixed_7b", x, Pooling.Mean);
        x = AddE(b, "Mixed_7c", x, Pooling.Max);
        return b.Build([b.Pool("features", x, Pooling.Mean, Window.Square(8, 1))]);
    }

    private static string AddA(FeatureGraphBuilder b, string name, string x, int pooled) => b.Concatenate(
        name,
        b.ConvolveNormalised($"{name}.branch1x1", x, 64, One),
        AddChain(b, name, x, ("branch5x5_1", 48, One), ("branch5x5_2", 64, Window.Square(5, 1, 2))),
        AddChain(b, name, x, ("branch3x3dbl_1", 64, One), ("branch3x3dbl_2", 96, Three), ("branch3x3dbl_3", 96, Three)),
        AddPooled(b, name, x, Pooling.Mean, pooled));

    private static string AddB(FeatureGraphBuilder b, string name, string x) => b.Concatenate(
        name,
        b.ConvolveNormalised($"{name}.branch3x3", x, 384, Halving),
        AddChain(b, name, x, ("branch3x3dbl_1", 64, One), ("branch3x3dbl_2", 96, Three), ("branch3x3dbl_3", 96, Halving)),
        b.Pool($"{name}.pool", x, Pooling.Max, Halving));

    private static string AddC(FeatureGraphBuilder b, string name, string x, int inner) => b.Concatenate(
        name,
        b.ConvolveNormalised($"{name}.branch1x1", x, 192, One),
        AddChain(b, name, x, ("branch7x7_1", inner, One), ("branch7x7_2", inner, Row7), ("branch7x7_3", 192, Column7)),
        AddChain(
            b, name, x, ("branch7x7dbl_1", inner, One), ("branch7x7dbl_2", inner, Column7), ("branch7x7dbl_3", inner, Row7),
            ("branch7x7dbl_4", inner, Column7), ("branch7x7dbl_5", 192, Row7)),
        AddPooled(b, name, x, Pooling.Mean, 192));

    private static string AddD(FeatureGraphBuilder b, string name, string x) => b.Concatenate(
        name,
        AddChain(b, name, x, ("branch3x3_1", 192, One), ("branch3x3_2", 320, Halving)),
        AddChain(
            b, name, x, ("branch7x7x3_1", 192, One), ("branch7x7x3_2", 192, Row7), ("branch7x7x3_3", 192, Column7), ("branch7x7x3_4", 192, Halving)),
        b.Pool($"{name}.pool", x, Pooling.Max, Halving));

    private static string AddE(FeatureGraphBuilder b, string name, string x, Pooling pooling)
    {
        string wide = AddChain(b, name, x, ("branch3x3_1", 384, One));
        string doubled = AddChain(b, name, x, ("branch3x3dbl_1", 448, One), ("branch3x3dbl_2", 384, Three));
        return b.Concatenate(
            name,
            b.ConvolveNormalised($"{name}.branch1x1", x, 320, One),
            AddChain(b, name, wide, ("branch3x3_2a", 384, Row3)),
            AddChain(b, name, wide, ("branch3x3_2b", 384, Column3)),
            AddChain(b, name, doubled, ("branch3x3dbl_3a", 384, Row3)),
            AddChain(b, name, doubled, ("branch3x3dbl_3b", 384, Column3)),
            AddPooled(b, name, x, pooling, 192));
    }

    private static string AddPooled(FeatureGraphBuilder b, string name, string x, Pooling pooling, int channels) =>
        b.ConvolveNormalised($"{name}.branch_pool", b.Pool($"{name}.pool", x, pooling, Three), channels, One);

    private static string AddChain(FeatureGraphBuilder b, string block, string x, params (string Name, int Channels, Window Window)[] layers)
    {
        foreach (var (name, channels, window) in layers)
        {
            x = b.ConvolveNormalised($"{block}.{name}", x, channels, window);
        }

        return x;
    }
}
