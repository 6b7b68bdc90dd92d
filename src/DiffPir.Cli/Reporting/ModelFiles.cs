using System.Security.Cryptography;
using System.Text;
using DiffPir.Cli.Options;
using DiffPir.Network;

namespace DiffPir.Cli.Reporting;

/// <summary>The files of a model with their hashes, so that they can be compared with published ones.</summary>
internal static class ModelFiles
{
    /// <summary>Hashes the files that hold a model's tensors.</summary>
    public static IReadOnlyList<ModelFile> Hash(Checkpoint checkpoint) =>
    [
        .. checkpoint.Files.Select(static path =>
        {
            using var stream = InputFile.Open(path);
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
            return new ModelFile(path, stream.Length, sha256, PublishedModel.Recognise(path, sha256));
        }),
    ];

    /// <summary>The SHA-256 of a model: that of its file, or of the hashes of its files, in order, where there are several.</summary>
    public static string HashOf(string path, UNetOptions options)
    {
        using var model = DenoiserModel.Open(path, options);
        string[] hashes = Hash(model.Checkpoint).Select(static file => file.Sha256).ToArray();
        return hashes.Length == 1 ? hashes[0] : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(hashes))));
    }

    /// <summary>A line for each file.</summary>
    public static IEnumerable<string> Describe(IReadOnlyList<ModelFile> files)
    {
        foreach (var file in files)
        {
            string name = files.Count > 1 ? $"{Path.GetFileName(file.Path)}: " : string.Empty;
            yield return $"{name}SHA-256 {file.Sha256}{(file.Remark.Length > 0 ? $", {file.Remark}" : string.Empty)}";
        }
    }

    /// <summary>A file.</summary>
    /// <param name="Path">Its path.</param>
    /// <param name="Bytes">Its length.</param>
    /// <param name="Sha256">Its SHA-256, lower case.</param>
    /// <param name="Remark">What the hash says about it; empty for nothing.</param>
    internal sealed record ModelFile(string Path, long Bytes, string Sha256, string Remark);
}
