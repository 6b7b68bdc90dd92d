using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DiffPir.Cli.Tests;

/// <summary>The program as a process of its own, for what cannot be seen from inside: signals, exit codes, closed streams.</summary>
internal sealed partial class ProgramRun : IDisposable
{
    /// <summary>A process that takes longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    private static readonly string Library = Path.Combine(AppContext.BaseDirectory, "diffpir.dll");

    private readonly Process _process;

    private ProgramRun(Process process) => _process = process;

    /// <summary>Standard error, to be read while the process runs.</summary>
    public StreamReader Error => _process.StandardError;

    /// <summary>Standard output, to be read while the process runs.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>The program as a script for sh.</summary>
    public static string Launcher => $"#!/bin/sh\nexec dotnet '{Library}' \"$@\"\n";

    /// <summary>Starts the program.</summary>
    public static ProgramRun Start(params string[] args) => new(Start("dotnet", [Library, .. args]));

    /// <summary>Runs a line of the shell, in which <c>"$@"</c> is the program with its arguments.</summary>
    /// <returns>Exit code and what was written.</returns>
    public static (int Code, string Output, string Error) OfShell(string line, params string[] args)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no sh on Windows");
        using var run = new ProgramRun(Start("sh", ["-c", line, "sh", "dotnet", Library, .. args]));
        var output = run._process.StandardOutput.ReadToEndAsync();
        string error = run.Error.ReadToEnd();
        return (run.WaitForExit(), output.Result, error);
    }

    /// <summary>Sends a signal by its number.</summary>
    public void Signal(int number) => _ = Kill(_process.Id, number);

    /// <summary>Whether the process has ended after a moment.</summary>
    public bool EndsWithin(TimeSpan moment) => _process.WaitForExit(moment);

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(Patience), "the program hangs");
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Start(string program, string[] args) =>
        Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
