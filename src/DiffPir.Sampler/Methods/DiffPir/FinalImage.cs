namespace DiffPir.Sampler;

/// <summary>Which image the sampler returns.</summary>
public enum FinalImage
{
    /// <summary>The last prediction of the prior: a real extra denoising, the cleanest picture.</summary>
    Prediction,

    /// <summary>The last prediction after one more data step: closest to the measurement, its noise included.</summary>
    DataConsistentPrediction,

    /// <summary>The last iterate, as the published program: a noise of about 1.3 grey levels stays. Saves one evaluation.</summary>
    LastIterate,
}
