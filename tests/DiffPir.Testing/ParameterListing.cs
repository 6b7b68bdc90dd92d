using System.Globalization;

namespace DiffPir.Testing;

/// <summary>Names and shapes of a network's parameters in state-dict order, from a fixture NAME.params.tsv (<c>name TAB 64x32x3x3</c>).</summary>
public static class ParameterListing
{
    /// <summary>Reads tests/fixtures/NAME.params.tsv.</summary>
    public static IReadOnlyList<(string Name, long[] Shape)> Read(string network) =>
    [
        .. File.ReadLines(RepositoryPaths.Fixture($"{network}.params.tsv")).Where(line => line.Length > 0).Select(line =>
        {
            string[] parts = line.Split('\t');
            return (parts[0], parts[1].Split('x').Select(side => long.Parse(side, CultureInfo.InvariantCulture)).ToArray());
        }),
    ];
}
