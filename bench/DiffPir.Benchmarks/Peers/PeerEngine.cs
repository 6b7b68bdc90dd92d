namespace DiffPir.Benchmarks.Peers;

/// <summary>The engines that are compared.</summary>
internal enum PeerEngine
{
    /// <summary>This one.</summary>
    DiffPir,

    /// <summary>ONNX Runtime, see bench/DiffPir.Peers.</summary>
    OnnxRuntime,

    /// <summary>libtorch, the library of PyTorch, in a recent version; see bench/DiffPir.Peers.</summary>
    Libtorch,

    /// <summary>The PyTorch of a Python on this machine.</summary>
    PyTorch,
}
