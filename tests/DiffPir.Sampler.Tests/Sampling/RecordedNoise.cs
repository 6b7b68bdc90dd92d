using DiffPir.Kernels;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>Noise from a function of (position, draw); counts what was asked for.</summary>
internal sealed class RecordedNoise(Func<int, NoiseDraw, float[]> recorded) : INoiseSource
{
    /// <summary>Everything asked for, in order.</summary>
    public List<(int Position, NoiseDraw Draw)> Asked { get; } = [];

    /// <summary>No noise at all.</summary>
    public static RecordedNoise Zero(int count) => new((_, _) => new float[count]);

    public void Fill(Tensor noise, int sample, int position, NoiseDraw draw)
    {
        Asked.Add((position, draw));
        noise.Upload(recorded(position, draw));
    }
}
