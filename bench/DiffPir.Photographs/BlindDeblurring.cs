using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>What <c>restore --task deblur --blur auto</c> makes of a picture.</summary>
/// <param name="Found">The blur as it was found out.</param>
/// <param name="Restored">The picture without it; null where the estimate is too unsure to act on.</param>
internal sealed record BlindDeblurring(BlurEstimate Found, PlanarImage? Restored)
{
    /// <summary>Finds the blur of a picture, and undoes it where <paramref name="engine"/> is given and the estimate is sure.</summary>
    public static BlindDeblurring Of(PlanarImage picture, LoadedEngine? engine)
    {
        var noise = NoiseEstimator.Estimate(picture);
        var found = BlurEstimator.Estimate(picture, noise.Level, null);
        if (engine is null || !found.IsSure)
        {
            return new(found, null);
        }

        var degradation = new Deblurring(found.Kernel!);
        double assumed = found.NoiseToAssume(AssumedNoise.ToUndo(degradation, picture, new(noise), new((JpegTables?)null), found).Level);
        return new(found, engine.Undo(degradation, assumed, picture));
    }
}
