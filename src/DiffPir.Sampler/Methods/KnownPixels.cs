namespace DiffPir.Sampler;

/// <summary>What happens to the known pixels of an inpainting at the end.</summary>
public enum KnownPixels
{
    /// <summary>Paste them if the measurement is free of noise, else keep the sampler's (pasting would put the noise back).</summary>
    Auto,

    /// <summary>Keep what the sampler made of them, as the published program.</summary>
    Keep,

    /// <summary>Paste the measured values.</summary>
    Paste,
}
