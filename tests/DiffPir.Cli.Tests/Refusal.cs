using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Tests;

/// <summary>What is not done, and why.</summary>
internal static class Refusal
{
    /// <summary>Asserts that something is refused.</summary>
    /// <param name="work">What is tried.</param>
    /// <param name="code">The exit code that it leads to.</param>
    /// <param name="parts">What the message holds.</param>
    public static void Of(Action work, int code, params string[] parts)
    {
        var error = Assert.Throws<CliException>(work);
        Assert.Equal(code, error.Code);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
