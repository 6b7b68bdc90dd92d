namespace DiffPir.Sampler;

/// <summary>The weight of the gradient in a step of PiGDM from t to t'.</summary>
public enum PigdmWeight
{
    /// <summary>a_t a_t': the authors' later program, RED-diff, with adaptive weights.</summary>
    Adaptive,

    /// <summary>a_t alone. At high noise it follows the measurement much further.</summary>
    Signal,

    /// <summary>
    /// a_t (a_t' - c2 a_t / s_t): the gradient moves the predicted picture, and the predicted noise follows it; the same program without
    /// adaptive weights.
    /// </summary>
    Consistent,
}
