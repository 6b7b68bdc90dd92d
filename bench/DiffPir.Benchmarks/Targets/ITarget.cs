namespace DiffPir.Benchmarks.Targets;

/// <summary>A family of rows that are measured together.</summary>
internal interface ITarget
{
    /// <summary>What <c>--only</c> calls it.</summary>
    string Name { get; }

    /// <summary>Measures the rows one by one.</summary>
    /// <exception cref="Peers.PeerException">A peer failed.</exception>
    /// <exception cref="DiffPir.Kernels.DeviceException">This engine failed.</exception>
    IEnumerable<TargetRow> Measure(TargetSettings settings);
}
