using DiffPir.Benchmarks.Peers;
using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Targets;

/// <summary>How the rows are measured.</summary>
/// <param name="Device">This engine's device, in single precision.</param>
/// <param name="Threads">Processor threads of every engine.</param>
/// <param name="Rounds">Turns of each engine.</param>
/// <param name="Evaluations">Timed evaluations a turn.</param>
/// <param name="Programs">The peers.</param>
internal sealed record TargetSettings(ComputeDevice Device, int Threads, int Rounds, int Evaluations, PeerPrograms Programs)
{
    /// <summary>Side of the picture.</summary>
    public const int Size = 256;

    /// <summary>One evaluation of a network.</summary>
    public PeerWork Work(string network) => new(network, Size, Device.Description.Selector, Threads, Precision.Fp32);
}
