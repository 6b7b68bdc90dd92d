namespace DiffPir.Benchmarks.Peers;

/// <summary>The peers that this machine has.</summary>
/// <param name="Torch">PyTorch, or null.</param>
/// <param name="Others">ONNX Runtime and libtorch, or null: they compute on processors only.</param>
internal sealed record PeerPrograms(PyTorch? Torch, OtherEngines? Others) : IDisposable
{
    /// <summary>Looks for them; notes on the error stream tell what is missing.</summary>
    /// <param name="python">A Python with PyTorch; empty to look for one.</param>
    /// <param name="isCuda">True if an NVIDIA GPU computes.</param>
    public static PeerPrograms Find(string python, bool isCuda)
    {
        string[] candidates = python.Length > 0 ? [python] : ["python3", "python", "/usr/bin/python3"];
        var torch = PyTorch.Find(candidates);
        if (torch is null)
        {
            Console.Error.WriteLine(
                $"note: no PyTorch in {string.Join(", ", candidates)}, which also writes the models of ONNX Runtime and libtorch; "
                + "--python PROGRAM tells where it is");
            return new(null, null);
        }

        try
        {
            return new(torch, isCuda ? null : OtherEngines.Build(torch));
        }
        catch (PeerException exception)
        {
            Console.Error.WriteLine($"note: without ONNX Runtime and libtorch: {exception.Message}");
            return new(torch, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Others?.Dispose();
}
