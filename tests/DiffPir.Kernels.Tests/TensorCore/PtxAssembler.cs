using System.Globalization;
using System.Text.RegularExpressions;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.TensorCore;

/// <summary>
/// Runs NVIDIA's assembler, which needs no GPU. It is looked for in the folder that scripts/check-ptx.sh fills, and on the PATH.
/// </summary>
internal static partial class PtxAssembler
{
    private static readonly string? Assembler = Find("ptxas");

    private static readonly string? Disassembler = Find("nvdisasm");

    /// <summary>True where this machine has the assembler.</summary>
    public static bool IsPresent => Assembler is not null;

    /// <summary>
    /// Assembles a kernel for an architecture such as "sm_80". The text is marked with a PTX version that assemblers know since CUDA 12.4: it
    /// needs nothing newer, or they complain.
    /// </summary>
    /// <returns>What it takes, or null resources with the assembler's complaint.</returns>
    public static (PtxResources? Resources, string Messages) Assemble(string ptx, string architecture)
    {
        using var folder = new TemporaryFolder();
        string source = folder.File("kernel.ptx"), binary = folder.File("kernel.cubin");
        File.WriteAllText(source, Version().Replace(ptx, ".version 8.4"));
        var run = ToolRun.Of(Assembler!, "-v", $"-arch={architecture}", source, "-o", binary);
        string messages = run.Messages;
        if (run.Code != 0)
        {
            return (null, messages);
        }

        string? machineCode = Disassembler is null ? null : ToolRun.Of(Disassembler, "-c", binary).Messages;
        return (
            new(
                Number(Registers(), messages), Number(SpillStores(), messages) + Number(SpillLoads(), messages), Number(Stack(), messages),
                Number(Shared(), messages),
                machineCode is null ? Regex.Count(ptx, @"mma\.sync") : Regex.Count(machineCode, "HMMA"),
                machineCode is null ? 0 : MachineInstruction().Count(machineCode)),
            messages);
    }

    private static string? Find(string tool)
    {
        string fetched = Path.Combine(RepositoryPaths.Root, "artifacts", "ptx-tools", "bin", tool);
        return File.Exists(fetched) ? fetched : ToolRun.Find(tool);
    }

    private static int Number(Regex pattern, string text) =>
        pattern.Match(text) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\.version \d+\.\d+")]
    private static partial Regex Version();

    [GeneratedRegex(@"^\s+/\*[0-9a-f]{4,}\*/\s", RegexOptions.Multiline)]
    private static partial Regex MachineInstruction();

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Registers();

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex SpillStores();

    [GeneratedRegex(@"(\d+) bytes spill loads")]
    private static partial Regex SpillLoads();

    [GeneratedRegex(@"(\d+) bytes stack frame")]
    private static partial Regex Stack();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex Shared();
}
