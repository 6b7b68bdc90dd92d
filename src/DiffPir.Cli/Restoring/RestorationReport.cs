using DiffPir.Kernels;
using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>A restored picture and what it took.</summary>
/// <param name="Image">Three channels, nominal [0,1].</param>
/// <param name="Residual">Root mean square of measurement minus degraded result, in grey levels.</param>
/// <param name="Worst">The part that the result explains worst.</param>
/// <param name="Draws">The single pictures where several were drawn.</param>
/// <param name="Device">Where it was computed.</param>
/// <param name="Threads">Processor threads, 0 for a GPU.</param>
/// <param name="Precision">Number format of convolutions that the device used.</param>
/// <param name="Steps">Steps that were taken, of all pictures drawn; the mean takes fewer than it was allowed where nothing is clipped.</param>
/// <param name="SecondsPerStep">Mean time of a step once kernels are compiled.</param>
/// <param name="Seconds">Everything: opening the device, loading the model, compiling, all steps.</param>
internal sealed record RestorationReport(
    PlanarImage Image, double Residual, WorstTile Worst, IReadOnlyList<PlanarImage> Draws, DeviceDescription Device, int Threads, Precision Precision,
    int Steps, double SecondsPerStep, double Seconds);
