namespace DiffPir.Sampler.Training;

/// <summary>How time steps are drawn in training.</summary>
public enum TimestepSampling
{
    /// <summary>Half over the whole schedule, half over the early part, where restoration spends most of its evaluations.</summary>
    Restoration,

    /// <summary>All equally often, as guided-diffusion does.</summary>
    Uniform,

    /// <summary>
    /// In proportion to the root of the mean squared loss, weighted to make up for it (Nichol and Dhariwal 2021), by fiftieths of the
    /// schedule.
    /// </summary>
    LossAware,
}
