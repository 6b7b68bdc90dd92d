using System.Text;

namespace DiffPir.Cli.Completion;

/// <summary>The scripts that teach shells to complete DiffPir's command lines: they ask <see cref="CompletionDirective"/>.</summary>
internal static class CompletionScripts
{
    /// <summary>The shells, by the names of their programs.</summary>
    public static string[] Shells { get; } = ["bash", "zsh", "fish", "powershell"];

    /// <summary>The script for a shell.</summary>
    /// <param name="shell">One of <see cref="Shells"/>.</param>
    public static string For(string shell)
    {
        using var stream = typeof(CompletionScripts).Assembly.GetManifestResourceStream($"completion.{shell}")!;
        byte[] text = new byte[stream.Length];
        stream.ReadExactly(text);
        return Encoding.UTF8.GetString(text);
    }
}
