using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class ShakeEstimatorTests
{
    private const int Side = 240;

    [Fact]
    public void KernelStep_GivenTheSharpPicture_FindsTheKernel()
    {
        var (sharp, blurred, kernel) = Shaken();

        float[] found = new ShakeLevel(blurred.Data, Side, Side, 21, 0).SolveKernel(sharp.Data);

        Assert.InRange(KernelSimilarity.Of(BlurKernel.FromValues(21, 21, found), kernel), 0.98, 1.0001);
    }

    [Fact]
    public void Estimate_OfAShakenScene_FindsTheKernel()
    {
        var (_, blurred, kernel) = Shaken();

        var found = ShakeEstimator.Estimate(blurred.Data, Side, Side, 21, 0, 8e-3);

        Assert.InRange(KernelSimilarity.Of(found, kernel), 0.8, 1.0001);
        Assert.Equal(1, found.Values.ToArray().Sum(), 1e-4f);
    }

    [Fact]
    public void Similarity_IsOneForAShiftedKernelAndLessForAnother()
    {
        var line = BlurShapes.Line(9, 30);
        float[] shifted = new float[31 * 31];
        for (int i = 0; i < line.Values.Length; i++)
        {
            shifted[((i / line.Width) * 31) + (i % line.Width)] = line.Values[i];
        }

        Assert.Equal(1, KernelSimilarity.Of(line, BlurKernel.FromValues(31, 31, shifted)), 1e-5);
        Assert.InRange(KernelSimilarity.Of(line, BlurShapes.Line(9, 120)), 0.05, 0.5);
    }

    [Fact]
    public void Clean_DropsNegativeWeightsAndSpecksAndCentres()
    {
        float[] weights = new float[81];
        (weights[10], weights[11], weights[12], weights[70], weights[40]) = (1, 2, 1, 0.2f, -3);

        float[] clean = KernelCleaning.Clean(weights, 9, 0.05f, 0.1f);

        Assert.Equal([0.25f, 0.5f, 0.25f], clean[39..42]);
        Assert.Equal(1, clean.Sum(), 1e-6f);
    }

    private static (PlanarImage Sharp, PlanarImage Blurred, BlurKernel Kernel) Shaken()
    {
        var sharp = Scenes.Discs(Side);
        var kernel = BlurKernel.Motion(15, 0.5, 3);
        return (sharp, new Deblurring(kernel).Degrade(sharp, 0, 0), kernel);
    }
}
