using System.Diagnostics;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Launcher;

/// <summary>
/// A copy of the launcher and its scripts on a machine without a fast device. The programs that would build or install are replaced by ones
/// that keep a log, and a package database that is a text file; everything else is real.
/// </summary>
internal sealed class LauncherSandbox : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Lays out the copy.</summary>
    public LauncherSandbox()
    {
        CopyScripts();
        foreach (string name in (string[])["src", "models", "samples"])
        {
            Directory.CreateDirectory(In($"repository/{name}"));
        }

        foreach (string name in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"])
        {
            File.WriteAllText(In($"repository/{name}"), string.Empty);
        }

        File.WriteAllText(In("packages"), "libc6\t2.41\n");
        AddProgram("dotnet", """
            case $* in
                publish*) mkdir -p "$6"; touch "$6/diffpir.dll" ;;
                *"devices --json") echo '{"auto":"cpu"}' ;;
            esac
            """);
        AddProgram("apt-get", $"""[[ $* != *install* ]] || printf 'pocl-opencl-icd\t6.0\n' >>"{In("packages")}" """);
        AddProgram("apt-cache", "echo '  Candidate: 6.0'");
        AddProgram("dpkg-query", $$"""[[ $* == *pocl* ]] && exit 1; awk '{ print "installed\t" $0 }' "{{In("packages")}}" """);
        AddProgram("id", "echo ${SANDBOX_USER:-0}");
        AddProgram("sudo", "exit 1");
    }

    /// <summary>Where the set-up keeps what it changed.</summary>
    public string Record => In("system/var/lib/diffpir/setup.tsv");

    /// <summary>What apt is to prefer.</summary>
    public string Pins => In("system/etc/apt/preferences.d/diffpir-trixie");

    /// <summary>The commands of the replaced programs, one a line, with the home folder that they saw.</summary>
    public string[] Calls => File.Exists(In("calls")) ? File.ReadAllLines(In("calls")) : [];

    /// <summary>A path in the sandbox.</summary>
    public string In(string path) => _folder.File(path);

    /// <summary>Runs the launcher.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set or, with null, to remove.</param>
    public async Task<ToolRun> RunAsync(string[] arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(In("repository/diffpir"), arguments);
        start.Environment["PATH"] = $"{In("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["DIFFPIR_SYSTEM_ROOT"] = In("system");
        start.Environment.Remove("DIFFPIR_NO_SETUP");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return await ToolRun.OfAsync(start);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private void CopyScripts()
    {
        Directory.CreateDirectory(In("repository/scripts"));
        Directory.CreateDirectory(In("bin"));
        foreach (string file in Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "scripts"), "*.sh"))
        {
            File.Copy(file, In($"repository/scripts/{Path.GetFileName(file)}"));
        }

        File.Copy(Path.Combine(RepositoryPaths.Root, "diffpir"), In("repository/diffpir"));
    }

    private void AddProgram(string name, string body) =>
        _folder.Script($"bin/{name}", $"#!/usr/bin/env bash\necho \"{name} $* HOME=${{HOME:-}}\" >>\"{In("calls")}\"\n{body}\n");
}
