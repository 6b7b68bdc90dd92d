namespace DiffPir.Benchmarks.Peers;

/// <summary>The program <c>dotnet</c>.</summary>
internal static class DotNet
{
    /// <summary>True when it runs this program, which is then not a program of its own.</summary>
    public static bool Hosts { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase);

    /// <summary>How to start it.</summary>
    public static string Program { get; } = Hosts ? Environment.ProcessPath! : "dotnet";
}
