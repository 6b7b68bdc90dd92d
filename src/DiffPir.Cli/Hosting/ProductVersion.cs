using System.Reflection;

namespace DiffPir.Cli.Hosting;

/// <summary>Which DiffPir this is.</summary>
internal static class ProductVersion
{
    /// <summary>Letters of a commit's hash that tell it from others.</summary>
    private const int ShortCommit = 12;

    /// <summary>The version, and behind a plus the commit that it was built from, where that is known.</summary>
    public static string Full { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The version.</summary>
    public static string Number => Full.Split('+')[0];

    /// <summary>The commit; null where it is not known.</summary>
    public static string? Commit => Full.Split('+') is [_, var commit] ? commit : null;

    /// <summary>Both as one line.</summary>
    public static string Line =>
        $"diffpir {Number} ({(Commit is { } commit ? $"commit {commit[..Math.Min(ShortCommit, commit.Length)]}" : "built outside of a repository")})";
}
