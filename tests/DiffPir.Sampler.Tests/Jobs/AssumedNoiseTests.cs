using DiffPir.Sampler.Estimation;
using DiffPir.Sampler.Tests.Estimation;

namespace DiffPir.Sampler.Tests.Jobs;

public sealed class AssumedNoiseTests
{
    private const int Side = 192;
    private const double Level = 8;

    [Fact]
    public void ToUndo_BlurUnderAHole_ReadsTheNoiseOfWhatIsKnown()
    {
        var mask = PixelMask.Box(Side, Side, 64, 96, 5);
        var degradation = new Composition(new Inpainting(mask), new Deblurring(BlurKernel.Gaussian(9, 1.2)));
        var picture = new Denoising().Degrade(Scenes.Discs(Side), Level, 1);
        for (int i = 0; i < picture.Data.Length; i++)
        {
            picture.Data[i] = mask.Known[i % (Side * Side)] ? picture.Data[i] : 0.7f;
        }

        var whole = new Lazy<NoiseEstimate>(() => NoiseEstimator.Estimate(picture));
        var assumed = AssumedNoise.ToUndo(degradation, picture, whole, new((JpegTables?)null));

        Assert.InRange(assumed.Level, Level - 0.6, Level + 0.6);
        Assert.True(whole.Value.Level < Level / 2, "the hole passes for a quiet place, or this shows nothing");
    }
}
