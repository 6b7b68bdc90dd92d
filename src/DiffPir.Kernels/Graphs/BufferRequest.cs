namespace DiffPir.Kernels;

/// <summary>Memory that a plan needs for a while.</summary>
/// <param name="Name">Value or scratch name.</param>
/// <param name="Elements">Floats.</param>
/// <param name="FirstStep">First operation during which it is in use.</param>
/// <param name="LastStep">Last operation during which it is in use.</param>
public sealed record BufferRequest(string Name, long Elements, int FirstStep, int LastStep)
{
    internal bool OverlapsInTime(BufferRequest other) => FirstStep <= other.LastStep && other.FirstStep <= LastStep;
}
