namespace DiffPir.Sampler.Training;

/// <summary>Pictures that show what the averaged weights can do, of one square that is not trained on.</summary>
/// <param name="Measured">The square, spoiled.</param>
/// <param name="Restored">What is made of that.</param>
/// <param name="Truth">The square.</param>
/// <param name="Drawn">A picture of the prior's own, from noise alone.</param>
public sealed record TrainingSample(PlanarImage Measured, PlanarImage Restored, PlanarImage Truth, PlanarImage Drawn);
