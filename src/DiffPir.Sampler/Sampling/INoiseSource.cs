using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>Where a method's standard normal noise comes from. Draws that have no influence are not asked for.</summary>
internal interface INoiseSource
{
    /// <summary>Fills a tensor on the device.</summary>
    /// <param name="noise">Receives the noise.</param>
    /// <param name="sample">Which of several samples, from 0.</param>
    /// <param name="position">Position in the loop, from 0.</param>
    /// <param name="draw">Which noise of that position.</param>
    void Fill(Tensor noise, int sample, int position, NoiseDraw draw);
}
