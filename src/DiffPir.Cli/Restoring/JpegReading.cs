using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>The JPEG compression of a photograph, from its file or, of one that was saved in another format since, from its pixels.</summary>
internal static class JpegReading
{
    /// <summary>The compression to undo.</summary>
    /// <param name="name">The photograph's file, for messages.</param>
    /// <param name="traces">What it betrays.</param>
    /// <exception cref="CliException">It shows no compression.</exception>
    public static JpegCompression Of(string name, PhotographTraces traces)
    {
        string advice = $"use --task {TaskRules.Word(TaskKind.Denoise)}";
        var coding = traces.Coding ?? throw new CliException(ExitCode.Usage, $"'{name}' is no JPEG, and its pixels do not show that it was one: {advice}");
        return traces.ShowsSteps
            ? new JpegCompression(coding)
            : throw new CliException(
                ExitCode.Usage, $"the pixels of '{name}' do not lie on the steps that the JPEG file names (its colours are not YCbCr, or a profile converted them): {advice}");
    }
}
