using System.Collections.Concurrent;

namespace DiffPir.Testing;

/// <summary>A Python with some library, as an oracle where there is one: <c>DIFFPIR_TEST_PYTHON</c>, else that of the system.</summary>
public static class PythonScripts
{
    private static readonly ConcurrentDictionary<string, string?> Interpreters = new(StringComparer.Ordinal);

    /// <summary>Runs a script of tests/fixtures, or skips the test where this machine has no Python with the library.</summary>
    /// <param name="library">The library, for example torch.</param>
    /// <param name="script">The script, below tests/fixtures.</param>
    /// <param name="arguments">Its arguments.</param>
    public static void Run(string library, string script, params string[] arguments)
    {
        string? interpreter = Interpreters.GetOrAdd(library, Find);
        Assert.SkipWhen(interpreter is null, $"this machine has no Python with {library} (set DIFFPIR_TEST_PYTHON to one)");
        var run = ToolRun.Of(interpreter!, [RepositoryPaths.Fixture(script), .. arguments]);
        Assert.True(run.Code == 0, $"{script} failed:\n{run.Messages}");
    }

    private static string? Find(string library)
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("DIFFPIR_TEST_PYTHON"), "/usr/bin/python3", "python3"];
        return candidates.OfType<string>().FirstOrDefault(python => Has(python, library));
    }

    private static bool Has(string python, string library)
    {
        try
        {
            return ToolRun.Of(python, "-c", $"import {library}").Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
