using System.Diagnostics;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Peers;

/// <summary>PyTorch as a peer: bench/peers/unet_torch.py.</summary>
internal static class PyTorch
{
    /// <summary>Where a Python with PyTorch may be.</summary>
    public static string[] UsualPrograms => ["python3", "python", "/usr/bin/python3"];

    /// <summary>The first of several Python programs that has PyTorch, or null.</summary>
    public static string? FindPython(IEnumerable<string> candidates) => candidates.FirstOrDefault(HasTorch);

    /// <summary>Starts it in the given memory order: the network may be faster in either.</summary>
    /// <param name="python">The program.</param>
    /// <param name="work">What it computes.</param>
    /// <param name="channelsLast">Memory order.</param>
    /// <param name="compile">True for torch.compile.</param>
    /// <exception cref="PeerException">It could not start, for example because torch.compile lacks a compiler.</exception>
    public static PeerProcess Start(string python, PeerWork work, bool channelsLast, bool compile = false)
    {
        List<string> arguments =
        [
            Path.Combine(RepositoryPaths.Root, "bench", "peers", "unet_torch.py"),
            "--size", $"{work.Size}", "--threads", $"{work.Threads}",
            "--device", work.IsCuda ? "cuda" : "cpu", "--precision", work.Format,
        ];
        if (work.Network == PublishedNetworks.BuiltIn)
        {
            arguments.AddRange(["--channels", "32", "--weights", RepositoryPaths.Model("diffpir-photo-32.safetensors")]);
        }

        if (channelsLast)
        {
            arguments.Add("--channels-last");
        }

        if (compile)
        {
            arguments.Add("--compile");
        }

        return new PeerProcess(python, arguments);
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
