using DiffPir.Testing;

namespace DiffPir.Network.Tests;

/// <summary>Every file of tests/fixtures/hostile, a folder that grows: see make.py there.</summary>
public class HostileFileTests
{
    private const long MostAllocated = 64 << 20;

    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests", "fixtures", "hostile");

    public static TheoryData<string, string, string> Samples
    {
        get
        {
            var samples = new TheoryData<string, string, string>();
            foreach (string line in Listing())
            {
                string[] parts = line.Split('\t');
                samples.Add(parts[0], parts[1], parts[2]);
            }

            return samples;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void OpenAndRead_HostileFile_IsRefusedWithTheReason(string file, string fault, string reason)
    {
        string path = Path.Combine(Folder, file);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<CheckpointException>(() =>
        {
            using var checkpoint = Checkpoint.Open(path);
            checkpoint.CheckValues();
        });

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostAllocated);
        Assert.Equal(fault, error.Fault.ToString());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_EveryFile_HasItsLine()
    {
        var files = Directory.GetFiles(Folder).Select(file => Path.GetFileName(file))
            .Where(file => !file.EndsWith(".py", StringComparison.Ordinal) && !file.EndsWith(".tsv", StringComparison.Ordinal))
            .Where(file => !file.StartsWith("shard-", StringComparison.Ordinal)); // sound files that hostile indices name

        Assert.Equal(files.Order(StringComparer.Ordinal), Listing().Select(line => line.Split('\t')[0]).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Listing() => Directory.GetFiles(Folder, "*.tsv").Order().SelectMany(File.ReadLines).Where(line => line.Length > 0);
}
