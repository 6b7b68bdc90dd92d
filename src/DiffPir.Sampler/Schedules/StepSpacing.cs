namespace DiffPir.Sampler;

/// <summary>How the evaluated timesteps are spread over the training steps.</summary>
public enum StepSpacing
{
    /// <summary>Published default ("quad"): large jumps at high noise, dense at low noise.</summary>
    Quadratic,

    /// <summary>Equal distances; one evaluation more than asked for, because t = 0 is added.</summary>
    Uniform,
}
