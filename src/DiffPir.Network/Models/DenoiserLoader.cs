using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>Brings a prior of any known architecture and format onto a device in one call.</summary>
public static class DenoiserLoader
{
    /// <summary>Recognises a model, checks it and prepares it for a device.</summary>
    /// <param name="device">Where it will run; disposed after the denoiser.</param>
    /// <param name="path">See <see cref="DenoiserModel.Open"/>.</param>
    /// <param name="options">What the model does not tell; null for the defaults.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    /// <returns>The denoiser, which the caller disposes.</returns>
    /// <exception cref="CheckpointException">
    /// The model cannot be read, is of no known network, or needs a class. Values that are damaged or not finite are found by the first session.
    /// </exception>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public static ITunableDenoiser Load(ComputeDevice device, string path, UNetOptions? options = null, TuningTable? choices = null)
    {
        using var model = DenoiserModel.Open(path, options);
        return model.Load(device, choices);
    }
}
