using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.TensorCore;

/// <summary>Collects a line for each assembled kernel and leaves them in artifacts/ptx-report.txt, which scripts/check-ptx.sh prints.</summary>
public sealed class PtxReport : IDisposable
{
    private readonly SortedDictionary<string, string> _lines = new(StringComparer.Ordinal);

    /// <summary>Where the report goes.</summary>
    public static string FilePath => Path.Combine(RepositoryPaths.Root, "artifacts", "ptx-report.txt");

    /// <summary>Writes the report, where anything was assembled.</summary>
    public void Dispose()
    {
        if (_lines.Count > 0)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
            File.WriteAllLines(
                FilePath, ["registers  spills  stack  shared  tensor  code  architecture  kernel", .. _lines.Values]);
        }
    }

    /// <summary>Adds a line.</summary>
    internal void Add(string kernel, string architecture, PtxResources r) => _lines[$"{kernel} {architecture}"] =
        $"{r.Registers,9}  {r.SpillBytes,6}  {r.StackBytes,5}  {r.SharedBytes,6}  {r.TensorInstructions,6}  {r.Instructions,4}  {architecture,12}  {kernel}";
}
