using DiffPir.Kernels;
using DiffPir.Kernels.Resizing;

namespace DiffPir.Network;

/// <summary>The 2048 features of a picture whose distribution FID compares (Heusel et al., 2017), as pytorch-fid computes them.</summary>
public sealed class InceptionFeatures : IDisposable
{
    private const int Colours = 3;

    private readonly ComputeDevice _device;
    private readonly FeatureNetwork _network;

    private InceptionFeatures(ComputeDevice device, FeatureNetwork network) => (_device, _network) = (device, network);

    /// <summary>Loads the network.</summary>
    /// <param name="device">Where it runs; disposed after this.</param>
    /// <param name="path">Its weights, the file of pytorch-fid.</param>
    /// <exception cref="CheckpointException">The file cannot be read or is of something else.</exception>
    public static InceptionFeatures Load(ComputeDevice device, string path)
    {
        using var checkpoint = Checkpoint.OpenTensors(path);
        return new(device, FeatureNetwork.LoadInception(device, checkpoint));
    }

    /// <summary>The features of a picture, which is first resized to 299 x 299 by linear interpolation.</summary>
    /// <param name="picture">Planes of red, green and blue on [0,1].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">The picture has another number of values.</exception>
    public float[] Of(ReadOnlySpan<float> picture, int height, int width)
    {
        const int side = InceptionGraph.Side;
        using var source = _device.Allocate(new(1, Colours, height, width));
        using var target = _device.Allocate(new(1, Colours, side, side));
        using var resizer = new ImageResizer(_device, 1, Colours, ResizeTaps.Linear(height, side), ResizeTaps.Linear(width, side));
        source.Upload(picture);
        resizer.Run(source, target);
        return _network.Run(target.Shape, [.. target.Download().Select(value => (2 * value) - 1)])[0].Values;
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
