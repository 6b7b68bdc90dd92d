using System.Diagnostics;
using System.Runtime.InteropServices;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Peers;

/// <summary>A Python with PyTorch: a peer (bench/peers/unet_torch.py), and what writes the network for other engines.</summary>
internal sealed class PyTorch
{
    /// <summary>The way of a peer that keeps channels innermost in memory.</summary>
    public const string ChannelsLast = "--channels-last";

    /// <summary>The way of a peer that packs weights for the processor once.</summary>
    public const string Optimized = "--optimize";

    /// <summary>The way of a peer that compiles the network.</summary>
    public const string Compiled = "--compile";

    private PyTorch(string program) => Program = program;

    /// <summary>The Python.</summary>
    public string Program { get; }

    /// <summary>The first of several Python programs that has PyTorch, or null.</summary>
    public static PyTorch? Find(IEnumerable<string> candidates) =>
        candidates.FirstOrDefault(HasTorch) is { } python ? new(python) : null;

    /// <summary>Starts it as a peer.</summary>
    /// <param name="work">What it computes.</param>
    /// <param name="ways">How: any of <see cref="ChannelsLast"/>, <see cref="Optimized"/> and <see cref="Compiled"/>.</param>
    /// <exception cref="PeerException">It could not start, for example because torch.compile lacks a compiler.</exception>
    public PeerProcess Start(PeerWork work, params ReadOnlySpan<string> ways) =>
        new(PeerEngine.PyTorch, Program, [.. Arguments(work, work.Format), .. ways]);

    /// <summary>Writes the network as a model for another engine.</summary>
    /// <param name="work">The network and the size.</param>
    /// <param name="form"><c>onnx</c> or <c>torchscript</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="ways">None, or <see cref="ChannelsLast"/>.</param>
    /// <exception cref="PeerException">It could not be written.</exception>
    public void Export(PeerWork work, string form, string path, params ReadOnlySpan<string> ways)
    {
        EngineProcess.RunToEnd(Program, [.. Arguments(work, work.Format), "--export", form, path, .. ways]);
    }

    /// <summary>Evaluates once.</summary>
    /// <param name="work">What is computed.</param>
    /// <param name="precision">The work's own, or <c>fp64</c>.</param>
    /// <returns>The predicted noise.</returns>
    /// <exception cref="PeerException">It failed.</exception>
    public double[] Predict(PeerWork work, string precision)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("noise");
        EngineProcess.RunToEnd(Program, [.. Arguments(work, precision), "--noise", path]);
        return MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path)).ToArray();
    }

    private static List<string> Arguments(PeerWork work, string precision)
    {
        List<string> arguments =
        [
            Path.Combine(RepositoryPaths.Root, "bench", "peers", "unet_torch.py"), "--network", work.Network,
            "--size", $"{work.Size}", "--threads", $"{work.Threads}",
            "--device", work.IsCuda ? "cuda" : "cpu", "--precision", precision, "--gradient", work.Gradient.ToString().ToLowerInvariant(),
        ];
        if (work.Network == PublishedNetworks.BuiltInSmall)
        {
            arguments.AddRange(["--weights", RepositoryPaths.Model(PublishedNetworks.BuiltInSmallFile)]);
        }

        return arguments;
    }

    private static bool HasTorch(string python)
    {
        try
        {
            string[] probe = ["-c", "import torch, numpy"];
            using var process = Process.Start(new ProcessStartInfo(python, probe) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
