namespace DiffPir.Kernels.Training;

/// <summary>Scalars of one step of the optimizer.</summary>
internal struct AdamWArguments
{
    /// <summary>Length of a step, and how much of it weights decay.</summary>
    public float Rate, Decay;

    /// <summary>How much of the means of gradients and of their squares is kept.</summary>
    public float FirstKept, SecondKept;

    /// <summary>1 / (1 - kept^step) of both: the means begin at zero.</summary>
    public float FirstCorrection, SecondCorrection;

    /// <summary>How much of the average of the weights is kept.</summary>
    public float AverageKept;
}
