using System.Diagnostics;

namespace DiffPir.Testing;

/// <summary>A Python with PyTorch, as an oracle where there is one: <c>DIFFPIR_TEST_PYTHON</c>, else that of the system.</summary>
public static class PythonTorch
{
    private static readonly Lazy<string?> Interpreter = new(Find);

    /// <summary>Runs a script of tests/fixtures, or skips the test where this machine has no PyTorch.</summary>
    /// <param name="script">The script, below tests/fixtures.</param>
    /// <param name="arguments">Its arguments.</param>
    public static void Run(string script, params string[] arguments)
    {
        Assert.SkipWhen(Interpreter.Value is null, "this machine has no Python with PyTorch (set DIFFPIR_TEST_PYTHON to one)");
        (int exitCode, string output) = Start(Interpreter.Value!, [RepositoryPaths.Fixture(script), .. arguments]);
        Assert.True(exitCode == 0, $"{script} failed:\n{output}");
    }

    private static string? Find()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("DIFFPIR_TEST_PYTHON"), "/usr/bin/python3", "python3"];
        return candidates.OfType<string>().FirstOrDefault(python => Start(python, ["-c", "import torch"]).ExitCode == 0);
    }

    private static (int ExitCode, string Output) Start(string python, string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "there is no such program");
        }
    }
}
