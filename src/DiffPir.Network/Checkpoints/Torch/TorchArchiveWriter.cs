using System.IO.Compression;

namespace DiffPir.Network;

/// <summary>
/// Writes tensors as <c>torch.save</c> writes a state dict: a zip archive, nothing compressed, of a pickle that names the tensors and of one
/// entry of plain elements for each. It has no place for remarks.
/// </summary>
internal static class TorchArchiveWriter
{
    private const string Folder = "archive";

    /// <summary>Writes the archive.</summary>
    /// <param name="stream">Receives it; can be seen as a file, because sizes are filled in afterwards.</param>
    /// <param name="tensors">What writes each tensor's elements, in the order of the state dict.</param>
    public static void Write(Stream stream, IReadOnlyList<(CheckpointTensor Tensor, Action<Stream> Write)> tensors)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        void Add(string name, Action<Stream> write)
        {
            using var entry = archive.CreateEntry($"{Folder}/{name}", CompressionLevel.NoCompression).Open();
            write(entry);
        }

        Add("data.pkl", entry => entry.Write(StateDictPickle.Of([.. tensors.Select(pair => pair.Tensor)])));
        Add("version", entry => entry.Write("3\n"u8));
        for (int i = 0; i < tensors.Count; i++)
        {
            Add($"data/{i}", tensors[i].Write);
        }
    }
}
