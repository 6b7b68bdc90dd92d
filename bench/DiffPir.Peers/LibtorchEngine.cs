using DiffPir.Benchmarks.Peers;
using TorchSharp;

namespace DiffPir.Peers;

/// <summary>
/// libtorch on the processor, with a TorchScript module. Freezing the module first made no difference beyond the spread of the times, and
/// weights packed beforehand for oneDNN were slower, so neither is done; <c>optimize_for_inference</c> cannot be saved.
/// </summary>
internal sealed class LibtorchEngine : IEngine
{
    private readonly bool _channelsLast;
    private readonly IDisposable _inference = torch.inference_mode(true);
    private readonly torch.jit.ScriptModule<torch.Tensor, torch.Tensor, torch.Tensor> _module;
    private readonly torch.Tensor _picture;
    private readonly torch.Tensor _timestep = torch.tensor(new float[] { PeerInput.Timestep });
    private torch.Tensor? _output;

    /// <summary>Loads a module that maps a picture and a time step to the noise.</summary>
    /// <param name="path">The module.</param>
    /// <param name="size">Side of the picture.</param>
    /// <param name="threads">Processor threads.</param>
    /// <param name="channelsLast">True for a module whose weights are in this order of memory: the picture is then too.</param>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The file is no such module.</exception>
    public LibtorchEngine(string path, int size, int threads, bool channelsLast)
    {
        torch.set_num_threads(threads);
        _channelsLast = channelsLast;
        _module = torch.jit.load<torch.Tensor, torch.Tensor, torch.Tensor>(path);
        _module.eval();
        using var planar = torch.tensor(PeerInput.Picture(size), [1, PeerInput.Channels, size, size]);
        _picture = channelsLast ? planar.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : planar.alias();
    }

    /// <inheritdoc/>
    public string Name => $"libtorch {torch.__version__}{(_channelsLast ? ", channels last" : string.Empty)}";

    /// <inheritdoc/>
    public void Evaluate()
    {
        _output?.Dispose();
        _output = _module.forward(_picture, _timestep);
    }

    /// <inheritdoc/>
    public float[] Noise()
    {
        using var noise = _output!.narrow(1, 0, PeerInput.Channels).contiguous();
        return noise.data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _output?.Dispose();
        _picture.Dispose();
        _timestep.Dispose();
        _module.Dispose();
        _inference.Dispose();
    }
}
