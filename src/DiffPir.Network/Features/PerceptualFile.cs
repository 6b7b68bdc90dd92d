namespace DiffPir.Network;

/// <summary>A file of weights for <see cref="PerceptualDistance"/>: of a network, or the learned factors for one.</summary>
/// <param name="Checkpoint">The file.</param>
/// <param name="Backbone">The network.</param>
/// <param name="IsFactors">True for the factors.</param>
internal sealed record PerceptualFile(Checkpoint Checkpoint, PerceptualBackbone Backbone, bool IsFactors)
{
    private const string FirstWeight = "features.0.weight";

    /// <summary>Opens a file and tells what it is.</summary>
    /// <exception cref="CheckpointException">It cannot be read or is neither.</exception>
    public static PerceptualFile Open(string path)
    {
        var checkpoint = Checkpoint.OpenTensors(path);
        foreach (var backbone in Enum.GetValues<PerceptualBackbone>())
        {
            long side = backbone == PerceptualBackbone.Vgg16 ? 3 : 11;
            if (checkpoint.TryFind(FirstWeight, out var weight) && weight.Shape.Length == 4 && weight.Shape[3] == side)
            {
                return new(checkpoint, backbone, false);
            }

            if (PerceptualGraph.ChannelsOf(backbone).Index().All(depth =>
                checkpoint.TryFind(FactorsName(depth.Index), out var factors) && factors.Shape.SequenceEqual([1, depth.Item, 1, 1])))
            {
                return new(checkpoint, backbone, true);
            }
        }

        checkpoint.Dispose();
        throw new CheckpointException(
            CheckpointFault.WrongModel, path, $"it holds neither '{FirstWeight}' of VGG16 or AlexNet nor the five factors '{FactorsName(0)}', ... of LPIPS",
            "Pass torchvision's weights of the network and the lpips package's file of the same network (vgg.pth or alex.pth)");
    }

    /// <summary>The learned factors of the five depths.</summary>
    public float[][] ReadFactors() => [.. PerceptualGraph.ChannelsOf(Backbone).Index().Select(depth => Checkpoint.Read(FactorsName(depth.Index)))];

    /// <summary>What to say where the other file is not there.</summary>
    public CheckpointException Alone() => new(
        CheckpointFault.WrongModel, Checkpoint.FilePath,
        $"it holds the {(IsFactors ? "factors for" : "weights of")} {PerceptualGraph.NameOf(Backbone)}, whose {(IsFactors ? "weights" : "factors")} are missing",
        IsFactors ? "Pass torchvision's weights of it as well" : "Pass the lpips package's file of it as well (vgg.pth or alex.pth)");

    private static string FactorsName(int depth) => $"lin{depth}.model.1.weight";
}
