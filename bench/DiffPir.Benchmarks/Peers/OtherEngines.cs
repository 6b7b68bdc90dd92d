using System.Diagnostics;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Peers;

/// <summary>
/// ONNX Runtime and libtorch as peers: the program bench/DiffPir.Peers, built when it is first needed. PyTorch writes the models, into a
/// folder that is deleted at the end.
/// </summary>
internal sealed class OtherEngines : IDisposable
{
    private static readonly string Project = Path.Combine(RepositoryPaths.Root, "bench", "DiffPir.Peers");

    private readonly TemporaryFolder _models = new();
    private readonly PyTorch _torch;

    private OtherEngines(PyTorch torch) => _torch = torch;

    /// <summary>Builds the program. The first time, NuGet downloads its packages.</summary>
    /// <exception cref="PeerException">It could not be built; the output of the build has been shown.</exception>
    public static OtherEngines Build(PyTorch torch)
    {
        Console.Error.WriteLine("note: building bench/DiffPir.Peers (the first time this downloads ONNX Runtime and libtorch)");
        string[] arguments = ["build", Project, "-c", "Release", "--nologo", "-v", "quiet"];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(DotNet.Program, arguments) { RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                Console.Error.Write(output);
                throw new PeerException($"'dotnet {string.Join(' ', arguments)}' failed; its output is above");
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new PeerException("bench/DiffPir.Peers needs the .NET SDK to be built, and there is no program 'dotnet'");
        }

        return new(torch);
    }

    /// <summary>Starts ONNX Runtime.</summary>
    /// <exception cref="PeerException">It could not start.</exception>
    public PeerProcess StartOnnxRuntime(PeerWork work) => Start(PeerEngine.OnnxRuntime, work, "onnx");

    /// <summary>Starts libtorch.</summary>
    /// <param name="work">What it computes.</param>
    /// <param name="ways">None, or <see cref="PyTorch.ChannelsLast"/>.</param>
    /// <exception cref="PeerException">It could not start.</exception>
    public PeerProcess StartLibtorch(PeerWork work, params ReadOnlySpan<string> ways) =>
        Start(PeerEngine.Libtorch, work, "torchscript", ways);

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    private PeerProcess Start(PeerEngine engine, PeerWork work, string form, params ReadOnlySpan<string> ways)
    {
        string model = _models.File($"{work.Network}-{work.Size}{string.Concat(ways)}.{form}");
        if (!File.Exists(model))
        {
            _torch.Export(work, form, model, ways);
        }

        string program = Path.Combine(Project, "bin", "Release", "net10.0", "DiffPir.Peers.dll");
        string name = engine.ToString().ToLowerInvariant();
        return new(engine, DotNet.Program, [program, name, model, "--size", $"{work.Size}", "--threads", $"{work.Threads}", .. ways]);
    }
}
