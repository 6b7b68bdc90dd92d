namespace DiffPir.Sampler;

/// <summary>Progress of one of several draws as part of all of them.</summary>
internal sealed class DrawProgress(IProgress<SamplerProgress> progress, int draw, int count) : IProgress<SamplerProgress>
{
    /// <summary>The listener itself where there is one draw or none listens.</summary>
    public static IProgress<SamplerProgress>? Of(IProgress<SamplerProgress>? progress, int draw, int count) =>
        progress is null || count == 1 ? progress : new DrawProgress(progress, draw, count);

    /// <inheritdoc/>
    public void Report(SamplerProgress value) =>
        progress.Report(value with
        {
            Step = (draw * value.StepCount) + value.Step,
            StepCount = count * value.StepCount,
            Share = (draw + value.Share) / count,
        });
}
