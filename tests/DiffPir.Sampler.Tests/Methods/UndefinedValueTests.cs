namespace DiffPir.Sampler.Tests.Methods;

/// <summary>A number that stands for none of a type's values, as a careless cast makes it, is refused by name.</summary>
public sealed class UndefinedValueTests
{
    public static TheoryData<string, MethodOptions> Options => new()
    {
        { "KnownPixels", new DiffPirOptions { KnownPixels = (KnownPixels)99 } },
        { "Spacing", new DiffPirOptions { Spacing = (StepSpacing)99 } },
        { "Final", new DiffPirOptions { Final = (FinalImage)(-1) } },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Validate_OfAnOption_NamesIt(string name, MethodOptions options) =>
        Assert.StartsWith($"{name} is ", Assert.Throws<SamplerException>(options.Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void Boundary_IsAnArgumentError()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Deblurring(BlurKernel.Gaussian(3, 1), (BoundaryHandling)99));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SuperResolution(2, boundary: (BoundaryHandling)99));
    }
}
