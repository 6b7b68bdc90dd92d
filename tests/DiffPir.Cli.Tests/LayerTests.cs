using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using DiffPir.Cli.Hosting;
using DiffPir.ImageSharp;
using DiffPir.Kernels;
using DiffPir.Models;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Cli.Tests;

/// <summary>
/// The wall between the layers Kernels, Network, Sampler and, on top and side by side, Cli and ImageSharp: each uses only layers below it, only
/// Cli touches the terminal, and only Cli and Network (checkpoints) touch files. Models, which is but the place of files, stands beside.
/// Read from the metadata of the built assemblies, so that nothing inside a method escapes.
/// </summary>
public sealed partial class LayerTests
{
    private static readonly Assembly Kernels = typeof(ComputeDevice).Assembly, Network = typeof(IPrior).Assembly,
        Sampler = typeof(RestorationEngine).Assembly, Models = typeof(BuiltinModels).Assembly, ImageSharp = typeof(PictureRestorer).Assembly,
        Cli = typeof(CommandLineApp).Assembly;

    // What opens, lists or changes files. Streams and paths as such are free.
    private static readonly string[] FileTypes =
    [
        "System.IO.File", "System.IO.FileStream", "System.IO.FileInfo", "System.IO.Directory", "System.IO.DirectoryInfo",
        "System.IO.RandomAccess", "System.IO.FileSystemWatcher", "System.IO.MemoryMappedFiles.MemoryMappedFile",
    ];

    private static readonly string[] TerminalTypes = ["System.Console", "Spectre.Console.AnsiConsole"];

    public static TheoryData<string> Libraries => ["DiffPir.Kernels", "DiffPir.Network", "DiffPir.Sampler", "DiffPir.Models", "DiffPir.ImageSharp"];

    [Theory]
    [InlineData("DiffPir.Kernels")]
    [InlineData("DiffPir.Network", "DiffPir.Kernels")]
    [InlineData("DiffPir.Sampler", "DiffPir.Kernels", "DiffPir.Network")]
    [InlineData("DiffPir.Models")]
    [InlineData("DiffPir.ImageSharp", "DiffPir.Kernels", "DiffPir.Network", "DiffPir.Sampler", "DiffPir.Models", "SixLabors.ImageSharp")]
    public void Library_ReferencesOnlyLayersBelowIt(string name, params string[] below)
    {
        string[] foreign = [.. LibraryOf(name).GetReferencedAssemblies().Select(reference => reference.Name!).Where(IsForeign)];

        Assert.Empty(foreign.Except(below));

        // Only the lowest layer knows the compiler of kernels.
        bool IsForeign(string reference) => !reference.StartsWith("System.", StringComparison.Ordinal)
            && !(name == "DiffPir.Kernels" && reference.StartsWith("ILGPU", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_NeverTouchesTheTerminal(string name) => Assert.Empty(TypesUsedBy(LibraryOf(name)).Intersect(TerminalTypes));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_NamesNoOptionAndNoCommand(string name)
    {
        Assert.NotEmpty(TextsOf(LibraryOf(name)));
        Assert.DoesNotContain(TextsOf(LibraryOf(name)), static text => OptionOrCommand().IsMatch(text));
        Assert.Contains(TextsOf(Cli), static text => OptionOrCommand().IsMatch(text)); // the scan sees
    }

    [Fact]
    public void OnlyNetworkAndCli_TouchFiles() =>
        Assert.All([Kernels, Sampler, Models, ImageSharp], static assembly => Assert.Empty(TypesUsedBy(assembly).Intersect(FileTypes)));

    [Fact]
    public void Scan_SeesWhatTheOtherLayersDoUse()
    {
        Assert.Contains("System.Console", TypesUsedBy(Cli));
        Assert.Contains("System.IO.FileStream", TypesUsedBy(Network));
        Assert.Contains("DiffPir.Kernels.Tensor", TypesUsedBy(Sampler));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicTypes_LiveInTheNamespaceOfTheirLayer(string name)
    {
        var exported = LibraryOf(name).GetExportedTypes();

        Assert.NotEmpty(exported);
        Assert.All(exported, type => Assert.StartsWith($"{name}.", $"{type.Namespace}.", StringComparison.Ordinal));
    }

    /// <summary>All texts in the methods of an assembly.</summary>
    private static List<string> TextsOf(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var texts = new List<string>();
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
        {
            texts.Add(metadata.GetUserString(handle));
        }

        return texts;
    }

    [GeneratedRegex(@"(^|[^-\w])--[a-z]|'diffpir ")]
    private static partial Regex OptionOrCommand();

    private static Assembly LibraryOf(string name) =>
        new[] { Kernels, Network, Sampler, Models, ImageSharp }.Single(assembly => assembly.GetName().Name == name);

    /// <summary>Full names of all types of other assemblies that an assembly mentions anywhere, method bodies included.</summary>
    private static HashSet<string> TypesUsedBy(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. metadata.TypeReferences.Select(metadata.GetTypeReference)
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"),
        ];
    }
}
