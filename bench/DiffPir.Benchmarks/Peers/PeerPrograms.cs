namespace DiffPir.Benchmarks.Peers;

/// <summary>
/// The peers that this machine has, looked for when they are first asked for; notes on the error stream tell what is missing.
/// </summary>
/// <param name="python">A Python with PyTorch; empty to look for one.</param>
/// <param name="isCuda">True if an NVIDIA GPU computes.</param>
internal sealed class PeerPrograms(string python, bool isCuda) : IDisposable
{
    private readonly Lazy<PyTorch?> _torch = new(() => FindTorch(python));
    private Lazy<OtherEngines?>? _others;

    /// <summary>The engines that are to be compared, of those that this machine has.</summary>
    public IReadOnlyList<PeerEngine> Engines { get; init; } = Enum.GetValues<PeerEngine>();

    /// <summary>PyTorch, or null.</summary>
    public PyTorch? Torch => _torch.Value;

    /// <summary>ONNX Runtime and libtorch, or null: here they compute on processors only, and PyTorch has to write their models.</summary>
    public OtherEngines? Others => (_others ??= new(BuildOthers)).Value;

    /// <inheritdoc/>
    public void Dispose() => _others?.Value?.Dispose();

    private static PyTorch? FindTorch(string python)
    {
        string[] candidates = python.Length > 0 ? [python] : ["python3", "python", "/usr/bin/python3"];
        var torch = PyTorch.Find(candidates);
        if (torch is null)
        {
            Console.Error.WriteLine(
                $"note: no PyTorch in {string.Join(", ", candidates)}, which also writes the models of ONNX Runtime and libtorch; "
                + "--python PROGRAM tells where it is");
        }

        return torch;
    }

    private OtherEngines? BuildOthers()
    {
        if (isCuda || Torch is not { } torch)
        {
            return null;
        }

        try
        {
            return OtherEngines.Build(torch);
        }
        catch (PeerException exception)
        {
            Console.Error.WriteLine($"note: without ONNX Runtime and libtorch: {exception.Message}");
            return null;
        }
    }
}
