using DiffPir.Kernels;
using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Sampler;

/// <summary>Counter-based noise: the same bits for a seed on every device.</summary>
internal sealed class PhiloxNoiseSource(ComputeDevice device, ulong seed) : INoiseSource
{
    /// <inheritdoc/>
    public void Fill(Tensor noise, int sample, int position, NoiseDraw draw) =>
        NoiseOperations.Fill(device, noise, new NoiseKey(seed, (uint)sample, (uint)position, (uint)draw));
}
