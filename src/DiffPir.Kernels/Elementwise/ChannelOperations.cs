using ILGPU.Runtime;

namespace DiffPir.Kernels.Elementwise;

/// <summary>Moves single channels of planar images. Calls enqueue only.</summary>
public static class ChannelOperations
{
    /// <summary>channel = one channel of the images.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="channel">Receives it; of the images' shape but one channel.</param>
    /// <param name="images">Images.</param>
    /// <param name="index">Which of their channels, from 0.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no such channel.</exception>
    public static void Take(ComputeDevice device, Tensor channel, Tensor images, int index)
    {
        var (plane, distance) = Layout(device, channel, images, index);
        for (int image = 0; image < images.Shape.N; image++)
        {
            channel.View.SubView(image * plane, plane).CopyFrom(device.Stream, images.View.SubView((image * distance) + (index * plane), plane));
        }
    }

    /// <summary>One channel of the images = channel.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="images">Receive it.</param>
    /// <param name="channel">Of the images' shape but one channel.</param>
    /// <param name="index">Which of their channels, from 0.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no such channel.</exception>
    public static void Put(ComputeDevice device, Tensor images, Tensor channel, int index)
    {
        var (plane, distance) = Layout(device, channel, images, index);
        for (int image = 0; image < images.Shape.N; image++)
        {
            images.View.SubView((image * distance) + (index * plane), plane).CopyFrom(device.Stream, channel.View.SubView(image * plane, plane));
        }
    }

    /// <summary>Elements of a channel and of an image.</summary>
    private static (long Plane, long Image) Layout(ComputeDevice device, Tensor channel, Tensor images, int index)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(images);
        long plane = (long)images.Shape.H * images.Shape.W;
        return channel.Shape == images.Shape with { C = 1 } && index >= 0 && index < images.Shape.C
            ? (plane, plane * images.Shape.C)
            : throw new ArgumentException($"{channel.Shape} is no channel number {index} of {images.Shape}", nameof(channel));
    }
}
