using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Peers;

/// <summary>This engine and its peers, all loaded with the same work, each in a process of its own.</summary>
internal sealed class PeerGroup : IDisposable
{
    // Peers agree to about 1e-5 in single precision, and to 1e-3 where factors are rounded to ten bits.
    private const double Agreement = 1e-3, RoundedAgreement = 1e-2;

    private readonly List<PeerProcess> _peers = [];

    /// <summary>Starts this engine, and of the others all that are wanted and that this machine has.</summary>
    /// <exception cref="PeerException">One did not start, or computes something else.</exception>
    public PeerGroup(PeerWork work, PeerPrograms programs)
    {
        try
        {
            _peers.Add(EnginePeer.Start(work));
            if (work.Gradient != PeerGradient.None)
            {
                StartPyTorch(work, programs.Torch);
            }
            else if (work.IsCuda)
            {
                StartOnCuda(work, programs.Engines.Contains(PeerEngine.PyTorch) ? programs.Torch : null);
            }
            else
            {
                StartOnProcessor(work, programs);
            }

            RequireAgreement(work);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All peers, this engine first.</summary>
    public IReadOnlyList<PeerProcess> Peers => _peers;

    /// <summary>The peer of an engine that was fastest, or null if there is none.</summary>
    public PeerProcess? Fastest(PeerEngine engine) => _peers.Where(peer => peer.Engine == engine).MinBy(peer => peer.Median);

    /// <summary>Lets the peers take turns.</summary>
    public void Compare(int rounds, int evaluations)
    {
        for (int round = 0; round < rounds; round++)
        {
            _peers.ForEach(peer => peer.TakeTurn(evaluations));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _peers.ForEach(peer => peer.Dispose());

    // Each in every order of memory or preparation of weights that it has: which one is fastest depends on the machine.
    private void StartOnProcessor(PeerWork work, PeerPrograms programs)
    {
        if (programs.Engines.Contains(PeerEngine.OnnxRuntime) && programs.Others is { } runtime)
        {
            _peers.Add(runtime.StartOnnxRuntime(work));
        }

        if (programs.Engines.Contains(PeerEngine.Libtorch) && programs.Others is { } libtorch)
        {
            _peers.Add(libtorch.StartLibtorch(work));
            _peers.Add(libtorch.StartLibtorch(work, PyTorch.ChannelsLast));
        }

        if (programs.Engines.Contains(PeerEngine.PyTorch) && programs.Torch is { } torch)
        {
            _peers.Add(torch.Start(work));
            _peers.Add(torch.Start(work, PyTorch.ChannelsLast));
            _peers.Add(torch.Start(work, PyTorch.Optimized));
        }
    }

    // Nobody else differentiates.
    private void StartPyTorch(PeerWork work, PyTorch? torch)
    {
        if (torch is not null)
        {
            _peers.Add(torch.Start(work));
            _peers.Add(torch.Start(work, PyTorch.ChannelsLast));
        }
    }

    // Every precision of this engine, and PyTorch's fastest order of memory for each that it has.
    private void StartOnCuda(PeerWork work, PyTorch? torch)
    {
        Precision[] shorter = [Precision.Tf32, Precision.Fp16, Precision.Bf16];
        _peers.AddRange(shorter.Select(precision => EnginePeer.Start(work with { Precision = precision })));
        if (torch is null)
        {
            return;
        }

        var half = work with { Precision = Precision.Fp16 };
        _peers.Add(torch.Start(work));
        _peers.Add(torch.Start(work with { Precision = Precision.Tf32 }, PyTorch.ChannelsLast));
        _peers.Add(torch.Start(half, PyTorch.ChannelsLast));
        try
        {
            _peers.Add(torch.Start(half, PyTorch.ChannelsLast, PyTorch.Compiled));
        }
        catch (PeerException exception)
        {
            Console.Error.WriteLine($"note: without torch.compile: {exception.Message}");
        }
    }

    private void RequireAgreement(PeerWork work)
    {
        double expected = _peers[0].RootMeanSquare, agreement = work.IsCuda ? RoundedAgreement : Agreement;
        if (_peers.Find(peer => !(Math.Abs((peer.RootMeanSquare / expected) - 1) <= agreement)) is { } peer)
        {
            throw new PeerException(
                $"{peer.Name} computes something else for {work.Network}: "
                + $"its result has root mean square {peer.RootMeanSquare}, not {expected}");
        }
    }
}
