using System.Diagnostics;

namespace DiffPir.Benchmarks.Peers;

/// <summary>This program again, with another verb: for measurements that need a process of their own.</summary>
internal static class EngineProcess
{
    /// <summary>The program to start.</summary>
    public static string Program => Environment.ProcessPath!;

    /// <summary>Its arguments, where the verb's are these.</summary>
    public static string[] Line(string[] arguments) =>
        DotNet.Hosts ? [typeof(EngineProcess).Assembly.Location, .. arguments] : arguments;

    /// <summary>Runs any program to its end, without input.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="PeerException">It failed.</exception>
    public static string RunToEnd(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new PeerException($"a program failed, its messages are above: {program} {string.Join(' ', arguments)}");
    }
}
