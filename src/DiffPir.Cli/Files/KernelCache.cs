using System.IO.Hashing;
using DiffPir.Files;
using DiffPir.Kernels;

namespace DiffPir.Cli.Files;

/// <summary>
/// The folder where PoCL keeps compiled kernels. PoCL disappears without a word where it cannot be written (services, containers), and ends
/// the process where what lies in it is cut off; so both are looked after before OpenCL is used.
/// </summary>
internal static class KernelCache
{
    private const string Variable = "POCL_CACHE_DIR";

    /// <summary>What is put behind the name of a compiled kernel's file for that of its checksum.</summary>
    private const string SealEnding = ".xxh3";

    private static string? _folder;

    /// <summary>The folder, where PoCL is told of one or finds its own; null before <see cref="Prepare"/>, and where there is no PoCL.</summary>
    public static string? Folder { get; private set; }

    private static readonly Lazy<string?> Prepared = new(() => OperatingSystem.IsLinux() ? PrepareOnce() : null);

    /// <summary>Finds a folder that can be used, and removes damaged kernels from it. Works once a process.</summary>
    /// <returns>A remark for the user, or null.</returns>
    public static string? Prepare() => Prepared.Value;

    /// <summary>
    /// Notes the checksums of kernels that are new in the cache, so that damage done to them later is seen before a library with it is loaded,
    /// which would end the process.
    /// </summary>
    public static void Seal()
    {
        if (_folder is not { } folder)
        {
            return;
        }

        try
        {
            SealNew(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk or another process that clears the cache: kernels stay without checksums, as PoCL leaves them.
        }
    }

    /// <summary>Writes checksums beside compiled kernels that have none.</summary>
    /// <param name="folder">A cache of PoCL.</param>
    internal static void SealNew(string folder)
    {
        foreach (string? library in Directory.EnumerateFiles(folder, "*.so", SearchOption.AllDirectories).Where(static path => !File.Exists(path + SealEnding)))
        {
            using var seal = UnfinishedFile.Create(library + SealEnding);
            seal.Stream.Write(Checksum(library));
            seal.Finish();
        }
    }

    /// <summary>Removes programs with a file that is cut off, as a full disk or a power cut leaves it, or has changed; they are compiled again.</summary>
    /// <param name="folder">A cache of PoCL: folders of two letters, in them a folder for each program.</param>
    /// <returns>How many were removed.</returns>
    internal static int RemoveDamaged(string folder)
    {
        string[] damaged =
        [
            .. Directory.EnumerateDirectories(folder, "??").SelectMany(Directory.EnumerateDirectories)
                .Where(static program => Directory.EnumerateFiles(program, "*", SearchOption.AllDirectories)
                    .Any(static file => CompiledFile.IsDamaged(file) || HasChanged(file))),
        ];
        foreach (string program in damaged)
        {
            Directory.Delete(program, recursive: true);
        }

        return damaged.Length;
    }

    private static bool HasChanged(string library) =>
        File.Exists(library + SealEnding) && !InputFile.ReadAllBytes(library + SealEnding, 1 << 10).AsSpan().SequenceEqual(Checksum(library));

    private static byte[] Checksum(string path)
    {
        using var stream = InputFile.Open(path);
        var hash = new XxHash3();
        hash.Append(stream);
        return hash.GetCurrentHash();
    }

    private static string? PrepareOnce()
    {
        string? chosen = Environment.GetEnvironmentVariable(Variable);
        string? folder = chosen is { Length: > 0 } ? chosen : DefaultFolder();
        if (folder is null || !CanBeWritten(folder))
        {
            string substitute = CreatePrivateFolder();
            OpenClSettings.UseKernelCache(substitute);
            Folder = substitute;
            return chosen is { Length: > 0 } ? $"{Variable} names '{chosen}', which cannot be written: compiled kernels go to '{substitute}'" : null;
        }

        if (chosen is { Length: 0 })
        {
            OpenClSettings.UseKernelCache(folder); // PoCL takes an empty name for one
        }

        Folder = _folder = folder;
        try
        {
            int removed = RemoveDamaged(folder);
            return removed > 0 ? $"{removed} damaged entries of PoCL's cache '{folder}' were removed; their kernels are compiled again" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"PoCL's cache '{folder}' cannot be checked ({SystemReason.Of(e)})";
        }
    }

    /// <summary>Where PoCL would keep its cache; null where it would take a folder that all users share.</summary>
    private static string? DefaultFolder() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? Path.Combine(cache, "pocl", "kcache")
        : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache", "pocl", "kcache")
        : null;

    private static bool CanBeWritten(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = UnfinishedFile.Create(Path.Combine(RealPath.Of(folder), "probe"));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>
    /// A folder of this user alone among the temporary files: what lies in it is executed. Where the name is taken by someone else, a new one.
    /// </summary>
    private static string CreatePrivateFolder()
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        string folder = Path.Combine(Path.GetTempPath(), $"diffpir-kernels-{FileRights.CurrentUser}");
        if (FileStatus.Find(folder) is null && new FileInfo(folder).LinkTarget is null && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, own);
        }

        bool isOurs = new FileInfo(folder).LinkTarget is null
            && FileStatus.Find(folder) is { Kind: FileKind.Folder, Mode: own } status && status.Owner == FileRights.CurrentUser;
        return isOurs ? folder : Directory.CreateTempSubdirectory("diffpir-kernels-").FullName;
    }
}
