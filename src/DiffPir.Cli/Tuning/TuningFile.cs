using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Kernels;

namespace DiffPir.Cli.Tuning;

/// <summary>
/// The choices of <c>diffpir tune</c> for one device, kept from run to run: a small JSON file whose name depends on the device, its driver,
/// the number of threads, the precision and the version of DiffPir, so that none is used where it was not measured.
/// </summary>
internal sealed class TuningFile
{
    /// <summary>Names the folder of the files, where the default does not suit.</summary>
    public const string FolderVariable = "DIFFPIR_CACHE";

    private const int MaxBytes = 4 * 1024 * 1024;
    private const string Remedy = "delete it and run 'diffpir tune' again";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    private readonly string _identity;

    private TuningFile(string identity, string path) => (_identity, Path) = (identity, path);

    /// <summary>Where the choices are.</summary>
    public string Path { get; }

    /// <summary>The file for a device.</summary>
    public static TuningFile For(ComputeDevice device)
    {
        var description = device.Description;
        string identity = $"{description.Kind} | {description.Name} | {description.Platform} | {device.Threads} threads | {device.Precision} | DiffPir {ProductVersion.Full}";
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..16];
        return new(identity, System.IO.Path.Combine(Folder(), $"tuning-{hash}.json"));
    }

    /// <summary>Adds to a table what an earlier run measured. Without a file, or with one that is damaged, the built-in rules apply.</summary>
    /// <returns>Why an existing file was not used, or null.</returns>
    public string? Load(TuningTable choices)
    {
        if (!File.Exists(Path))
        {
            return null;
        }

        try
        {
            var content = JsonSerializer.Deserialize<Content>(InputFile.ReadAllBytes(Path, MaxBytes));
            if (content?.Device != _identity || content.Choices is null)
            {
                return $"'{Path}' belongs to another device or version; {Remedy}";
            }

            choices.Load(content.Choices);
            return null;
        }
        catch (CliException e)
        {
            return $"{e.Message}; {Remedy}";
        }
        catch (JsonException e)
        {
            return $"'{Path}' is damaged ({e.Message.ReplaceLineEndings(" ")}); {Remedy}";
        }
    }

    /// <summary>Checks, before anything is measured, that the choices can be kept.</summary>
    /// <exception cref="CliException">The folder cannot be made or written (usage).</exception>
    public void RequireWritable()
    {
        OutputFile.CreateFolder(System.IO.Path.GetDirectoryName(Path)!, $"set {FolderVariable} to a folder you may write to");
        OutputFile.RequireWritable(Path);
    }

    /// <summary>Keeps a table; the file appears whole or not at all.</summary>
    /// <exception cref="CliException">The folder is not writable.</exception>
    public void Save(TuningTable choices) =>
        OutputFile.Write(Path, JsonSerializer.SerializeToUtf8Bytes(new Content(_identity, new(choices.Choices.ToDictionary())), Format));

    /// <summary>The folder of these files.</summary>
    public static string Folder()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } chosen)
        {
            return chosen;
        }

        string root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return System.IO.Path.Combine(root, "diffpir");
    }

    private sealed record Content(string? Device, SortedDictionary<string, string>? Choices);
}
