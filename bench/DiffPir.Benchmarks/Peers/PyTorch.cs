using System.Diagnostics;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Peers;

/// <summary>PyTorch as a peer: bench/peers/unet_torch.py.</summary>
internal static class PyTorch
{
    /// <summary>The first of several Python programs that has PyTorch, or null.</summary>
    public static string? FindPython(IEnumerable<string> candidates) => candidates.FirstOrDefault(HasTorch);

    /// <summary>Starts it in the given memory order: the network may be faster in either.</summary>
    public static PeerProcess Start(string python, PeerWork work, bool channelsLast)
    {
        List<string> arguments =
        [
            Path.Combine(RepositoryPaths.Root, "bench", "peers", "unet_torch.py"),
            "--size", $"{work.Size}", "--threads", $"{work.Threads}",
            "--device", work.Device.StartsWith("cuda", StringComparison.Ordinal) ? "cuda" : "cpu",
        ];
        if (work.Network == PublishedNetworks.BuiltIn)
        {
            arguments.AddRange(["--channels", "32", "--weights", RepositoryPaths.Model("diffpir-photo-32.safetensors")]);
        }

        if (channelsLast)
        {
            arguments.Add("--channels-last");
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
