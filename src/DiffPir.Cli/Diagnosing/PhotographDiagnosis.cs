using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Diagnosing;

/// <summary>Examines a photograph and what its file says of it.</summary>
internal static class PhotographDiagnosis
{
    /// <summary>The diagnosis.</summary>
    /// <exception cref="SamplerException">The picture is too small.</exception>
    public static Diagnosis Of(string path, Photograph photograph) => Of(InputFile.ReadAllBytes(path, ImageLimits.MaxFileBytes), photograph);

    /// <summary>The diagnosis of a photograph whose file is in memory.</summary>
    /// <exception cref="SamplerException">The picture is too small.</exception>
    public static Diagnosis Of(byte[] file, Photograph photograph) => Diagnosis.Of(photograph.Pixels, new PhotographTraces(file, photograph).Jpeg);
}
