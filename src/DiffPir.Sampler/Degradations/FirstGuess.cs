namespace DiffPir.Sampler;

/// <summary>What a restoration starts from, under noise.</summary>
public enum FirstGuess
{
    /// <summary>The measurement as it is, enlarged where it is smaller, missing pixels black; under practically pure noise, as published.</summary>
    Measured,

    /// <summary>
    /// Known pixels continued smoothly into missing ones, under noise of twice the range from black to mid grey, which hides all but the broadest of
    /// it. Saves the steps that would find that out, and leaves less to chance. For missing pixels alone.
    /// </summary>
    Continued,
}
