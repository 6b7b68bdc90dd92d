namespace DiffPir.Sampler;

/// <summary>Reported after each step of a restoration, when the device has finished it.</summary>
/// <param name="Step">Steps done, from 1.</param>
/// <param name="StepCount">Steps in all.</param>
/// <param name="Timestep">The training timestep just done.</param>
public readonly record struct SamplerProgress(int Step, int StepCount, int Timestep);
