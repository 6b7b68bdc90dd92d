namespace DiffPir.Kernels;

/// <summary>
/// The linker that PoCL calls for every kernel of a processor. Where it finds none it ends the whole process (SIGABRT) when the first kernel is launched,
/// which no program can catch: it is looked for before.
/// </summary>
internal static class PoclLinker
{
    /// <summary>Why a device of PoCL cannot be used where there is no linker.</summary>
    public const string Missing = "PoCL needs the linker 'ld' to compile kernels, and there is none on the PATH: install it (Debian, Ubuntu, Fedora: the package binutils)";

    private const string Name = "ld";

    /// <summary>Whether PoCL finds one.</summary>
    public static bool IsThere() => !OperatingSystem.IsLinux() || IsIn(Environment.GetEnvironmentVariable("PATH"));

    /// <summary>Whether a search path leads to one that may be executed.</summary>
    /// <param name="path">Folders with colons between them.</param>
    public static bool IsIn(string? path) =>
        (path ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries).Any(static folder => NativeRuntime.IsExecutable(Path.Combine(folder, Name)));
}
