namespace DiffPir.Sampler;

/// <summary>Reported after each step of a restoration, when the device has finished it.</summary>
/// <param name="Step">Steps done, from 1.</param>
/// <param name="StepCount">Steps in all.</param>
/// <param name="Timestep">The training timestep just done.</param>
public readonly record struct SamplerProgress(int Step, int StepCount, int Timestep)
{
    /// <summary>
    /// The share of the whole work that is done, 0 to 1: steps at a lower resolution are little of it.
    /// </summary>
    public double Share { get; init; }

    /// <summary>
    /// Brings the clean picture that this step expects, nominal [0,1], from the device, which costs time only where it is called: to be called
    /// while the report is received, or not at all. Null where a step expects none.
    /// </summary>
    public Func<PlanarImage>? Expected { get; init; }
}
