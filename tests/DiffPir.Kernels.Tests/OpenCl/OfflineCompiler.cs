using System.Diagnostics;
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
    private static readonly string? Clang = Find("clang-18", "clang-19", "clang");

    private static readonly string? Translator = Find("llvm-spirv-18", "llvm-spirv-19", "llvm-spirv");

    private static readonly string[] Language =
        ["-x", "cl", "-cl-std=CL2.0", "-Xclang", "-finclude-default-header", "-Xclang", "-fdeclare-opencl-builtins", "-w"];

    /// <summary>True where code for AMD's GPUs can be made.</summary>
    public static bool HasAmd { get; } = Clang is not null && Run(Clang, "-print-targets").Output.Contains("amdgcn", StringComparison.Ordinal);

    /// <summary>True where SPIR-V can be made, which Intel's drivers take.</summary>
    public static bool HasSpirv => Clang is not null && Translator is not null;

    /// <summary>Compiles a program for an AMD GPU such as "gfx1100".</summary>
    /// <returns>What its kernel takes, or null resources and the compiler's complaint.</returns>
    public static (AmdResources? Resources, string Messages) ToAmd(string source, string gpu)
    {
        using var folder = new TemporaryFolder();
        string program = folder.File("kernel.cl"), assembly = folder.File("kernel.s");
        File.WriteAllText(program, source);
        var (code, messages) = Run(
            Clang!, [.. Language, "-target", "amdgcn-amd-amdhsa", $"-mcpu={gpu}", "-nogpulib", "-O1", "-S", program, "-o", assembly]);
        if (code != 0)
        {
            return (null, messages);
        }

        string text = File.ReadAllText(assembly);
        return (new(Number(LocalBytes(), text), Number(LargestGroup(), text)), messages);
    }

    /// <summary>Compiles a program to SPIR-V.</summary>
    /// <returns>Its bytes, or none and the complaint.</returns>
    public static (byte[] Module, string Messages) ToSpirv(string source)
    {
        using var folder = new TemporaryFolder();
        string program = folder.File("kernel.cl"), code = folder.File("kernel.bc"), module = folder.File("kernel.spv");
        File.WriteAllText(program, source);
        var compiled = Run(Clang!, [.. Language, "-target", "spir64", "-O1", "-emit-llvm", "-c", program, "-o", code]);
        if (compiled.Code != 0)
        {
            return ([], compiled.Output);
        }

        var translated = Run(Translator!, code, "-o", module);
        return translated.Code == 0 ? (File.ReadAllBytes(module), translated.Output) : ([], translated.Output);
    }

    private static string? Find(params string[] names) => (
        from name in names
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        let file = Path.Combine(folder, name)
        where File.Exists(file)
        select file).FirstOrDefault();

    private static (int Code, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    private static int Number(Regex pattern, string text) => int.Parse(pattern.Match(text).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\.group_segment_fixed_size:\s+(\d+)")]
    private static partial Regex LocalBytes();

    [GeneratedRegex(@"\.max_flat_workgroup_size:\s+(\d+)")]
    private static partial Regex LargestGroup();
}
