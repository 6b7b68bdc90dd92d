using System.Diagnostics;

namespace DiffPir.Testing;

/// <summary>A program that ran to its end, in a process of its own.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ToolRun(int Code, string Output, string Error)
{
    /// <summary>All that it wrote: standard output, then standard error.</summary>
    public string Messages => Output + Error;

    /// <summary>The path of the first of several programs that is on the PATH, or null.</summary>
    public static string? Find(params string[] names) => (
        from name in names
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        let file = Path.Combine(folder, name)
        where File.Exists(file)
        select file).FirstOrDefault();

    /// <summary>Runs a program.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static ToolRun Of(string program, params string[] arguments) => OfAsync(new(program, arguments)).GetAwaiter().GetResult();

    /// <summary>Runs a program, until the test is cancelled.</summary>
    /// <param name="start">The program, its arguments and its surroundings; what it writes is read.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static async Task<ToolRun> OfAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var cancellation = TestContext.Current.CancellationToken;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return new(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }
}
