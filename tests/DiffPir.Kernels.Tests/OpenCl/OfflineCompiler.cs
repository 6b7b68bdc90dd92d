using System.Globalization;
using System.Text.RegularExpressions;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.OpenCl;

/// <summary>
/// Clang, which compiles OpenCL for GPUs that are not there, and the translator of its code to SPIR-V, looked for on the PATH (Debian:
/// clang-18, llvm-spirv-18).
/// </summary>
internal static partial class OfflineCompiler
{
    private static readonly string? Clang = ToolRun.Find("clang-18", "clang-19", "clang");

    private static readonly string? Translator = ToolRun.Find("llvm-spirv-18", "llvm-spirv-19", "llvm-spirv");

    private static readonly string[] Language =
        ["-x", "cl", "-cl-std=CL2.0", "-Xclang", "-finclude-default-header", "-Xclang", "-fdeclare-opencl-builtins", "-w"];

    /// <summary>True where code for AMD's GPUs can be made.</summary>
    public static bool HasAmd { get; } = Clang is not null && ToolRun.Of(Clang, "-print-targets").Messages.Contains("amdgcn", StringComparison.Ordinal);

    /// <summary>True where SPIR-V can be made, which Intel's drivers take.</summary>
    public static bool HasSpirv => Clang is not null && Translator is not null;

    /// <summary>Compiles a program for an AMD GPU such as "gfx1100".</summary>
    /// <returns>What its kernel takes, or null resources and the compiler's complaint.</returns>
    public static (AmdResources? Resources, string Messages) ToAmd(string source, string gpu)
    {
        using var folder = new TemporaryFolder();
        string program = folder.File("kernel.cl"), assembly = folder.File("kernel.s");
        File.WriteAllText(program, source);
        var run = ToolRun.Of(
            Clang!, [.. Language, "-target", "amdgcn-amd-amdhsa", $"-mcpu={gpu}", "-nogpulib", "-O1", "-S", program, "-o", assembly]);
        if (run.Code != 0)
        {
            return (null, run.Messages);
        }

        string text = File.ReadAllText(assembly);
        return (new(Number(LocalBytes(), text), Number(LargestGroup(), text)), run.Messages);
    }

    /// <summary>Compiles a program to SPIR-V.</summary>
    /// <returns>Its bytes, or none and the complaint.</returns>
    public static (byte[] Module, string Messages) ToSpirv(string source)
    {
        using var folder = new TemporaryFolder();
        string program = folder.File("kernel.cl"), code = folder.File("kernel.bc"), module = folder.File("kernel.spv");
        File.WriteAllText(program, source);
        var compiled = ToolRun.Of(Clang!, [.. Language, "-target", "spir64", "-O1", "-emit-llvm", "-c", program, "-o", code]);
        if (compiled.Code != 0)
        {
            return ([], compiled.Messages);
        }

        var translated = ToolRun.Of(Translator!, code, "-o", module);
        return translated.Code == 0 ? (File.ReadAllBytes(module), translated.Messages) : ([], translated.Messages);
    }

    private static int Number(Regex pattern, string text) => int.Parse(pattern.Match(text).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\.group_segment_fixed_size:\s+(\d+)")]
    private static partial Regex LocalBytes();

    [GeneratedRegex(@"\.max_flat_workgroup_size:\s+(\d+)")]
    private static partial Regex LargestGroup();
}
