using System.Reflection;
using DiffPir.ImageSharp;
using DiffPir.Kernels;
using DiffPir.Models;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Testing;
using PublicApiGenerator;

namespace DiffPir.Cli.Tests;

/// <summary>
/// What the libraries offer to programs is written down in PublicSurface, one file a library, so that it does not change by accident. A change
/// that is meant goes into the file too: the failing test says where it has written the new text.
/// </summary>
public sealed class PublicSurfaceTests
{
    private static readonly Assembly[] Libraries =
    [
        typeof(ComputeDevice).Assembly, typeof(IPrior).Assembly, typeof(RestorationEngine).Assembly, typeof(BuiltinModels).Assembly,
        typeof(PictureRestorer).Assembly,
    ];

    public static TheoryData<string> Names => [.. Libraries.Select(static library => library.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Library_OffersWhatIsWrittenDown(string name)
    {
        string expectedFile = Path.Combine(RepositoryPaths.Root, "tests", "DiffPir.Cli.Tests", "PublicSurface", $"{name}.txt");
        string[] expected = File.Exists(expectedFile) ? File.ReadAllLines(expectedFile) : [];
        string[] actual = Surface(Libraries.Single(library => library.GetName().Name == name));

        string actualFile = Path.Combine(AppContext.BaseDirectory, $"{name}.txt");
        File.WriteAllText(actualFile, string.Join('\n', actual) + "\n");

        Assert.True(
            expected.SequenceEqual(actual),
            $"The public surface of {name} has changed. If that is meant, copy {actualFile} to {expectedFile}.\n"
            + $"gone: {string.Join("\n      ", expected.Except(actual).Take(10))}\nnew:  {string.Join("\n      ", actual.Except(expected).Take(10))}");
    }

    private static string[] Surface(Assembly library) =>
        library.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
