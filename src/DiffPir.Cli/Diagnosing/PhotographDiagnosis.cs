using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Diagnosing;

/// <summary>What is wrong with a photograph, from its pixels and what its file says of them.</summary>
/// <param name="Findings">What is wrong.</param>
/// <param name="ShowsSteps">Whether its pixels lie on the steps of a compression that took enough to see, as they must for it to be undone.</param>
internal sealed record PhotographDiagnosis(Diagnosis Findings, bool ShowsSteps)
{
    /// <summary>The diagnosis.</summary>
    /// <param name="traces">What the photograph betrays.</param>
    /// <exception cref="SamplerException">The picture is too small.</exception>
    public static PhotographDiagnosis Of(PhotographTraces traces)
    {
        var findings = Diagnosis.Of(traces.Pixels, traces.Noise, traces.Jpeg, traces.Blur);
        return new(findings, findings.IsCompressed && new JpegCompression(traces.Coding!).IsShownBy(traces.Pixels));
    }
}
