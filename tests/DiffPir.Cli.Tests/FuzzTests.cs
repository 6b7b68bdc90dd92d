using DiffPir.Fuzz;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests;

/// <summary>A short run of what scripts/fuzz.sh runs for as long as one likes.</summary>
public class FuzzTests
{
    private const int Executions = 2000;

    public static TheoryData<string> Targets => [.. All().Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Run_AFewMutations_AreAcceptedOrRefusedButNothingElse(string name)
    {
        FuzzTarget target = All().Single(target => target.Name == name);

        var result = new Fuzzer(target, seed: 7).Run(done => done < Executions);

        // Time is no matter of a test; whatever else is found is.
        FuzzFinding? finding = result.Findings.FirstOrDefault(finding => !finding.Problem.StartsWith("took ", StringComparison.Ordinal));
        Assert.True(finding is null, finding?.Problem);
        Assert.Equal(Executions, result.Executions);
        Assert.InRange(result.Accepted, 1, Executions - 1);
        Assert.True(result.Outcomes >= 10, $"only {result.Outcomes} outcomes");
    }

    private static IReadOnlyList<FuzzTarget> All() => FuzzTargets.All(Path.Combine(RepositoryPaths.Root, "tests", "fixtures"));
}
