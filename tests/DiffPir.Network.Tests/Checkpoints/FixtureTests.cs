using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public class FixtureTests
{
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "tests", "fixtures"), "*.safetensors").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_EveryTensorOfAGoldenFile_IsFiniteAndNotAllZero(string name)
    {
        using var checkpoint = Checkpoint.Open(RepositoryPaths.Fixture(name));

        Assert.NotEmpty(checkpoint.Tensors);
        foreach (var tensor in checkpoint.Tensors.Where(tensor => tensor.Type.IsWeight()))
        {
            Assert.Contains(checkpoint.Read(tensor.Name), value => value != 0);
        }
    }
}
