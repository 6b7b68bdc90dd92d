using DiffPir.Network;
using SharpFuzz;
using SharpFuzz.Common;

namespace DiffPir.Fuzz;

/// <summary>Makes the readers' assemblies count their branches, see <see cref="Coverage"/>.</summary>
public static class Instrumentation
{
    private static readonly string[] Assemblies = ["DiffPir.Network.dll", "diffpir.dll"];

    /// <summary>Whether the readers in this process count their branches.</summary>
    public static bool IsApplied { get; } =
        typeof(Checkpoint).Assembly.GetReferencedAssemblies().Any(name => name.Name == typeof(Trace).Assembly.GetName().Name);

    /// <summary>
    /// Rewrites the assemblies, which must not be in use: those of a copy of this program. The same assemblies always become the same.
    /// </summary>
    /// <param name="folder">The copy.</param>
    /// <returns>How many types were instrumented.</returns>
    public static int Apply(string folder) => Assemblies.Sum(
        assembly => SharpFuzz.Fuzzer.Instrument(Path.Combine(folder, assembly), _ => true, Options.Value).Count());
}
