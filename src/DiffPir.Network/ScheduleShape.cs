namespace DiffPir.Network;

/// <summary>How noise grows over the steps of a training.</summary>
public enum ScheduleShape
{
    /// <summary>The variance that a step adds grows by equal amounts (Ho et al. 2020).</summary>
    Linear,

    /// <summary>What is left of the picture falls as a squared cosine (Nichol and Dhariwal 2021).</summary>
    Cosine,
}
