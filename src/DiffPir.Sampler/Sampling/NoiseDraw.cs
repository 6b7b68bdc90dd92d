namespace DiffPir.Sampler;

/// <summary>The uses of random noise in a sampling loop; part of the key of the generator, so values must not change.</summary>
public enum NoiseDraw
{
    /// <summary>Noise of the image that sampling starts from.</summary>
    Initial = 0,

    /// <summary>Noise mixed into the predicted noise (eta).</summary>
    Mixed = 1,

    /// <summary>Fresh noise of a re-noising (zeta).</summary>
    Fresh = 2,

    /// <summary>Noise of a measurement at a time step.</summary>
    Measurement = 3,

    /// <summary>Noise on the way back up, where a step is repeated.</summary>
    Repetition = 4,

    /// <summary>Noise that channels repeating a grey one lack, to be independent of each other.</summary>
    Channels = 5,
}
