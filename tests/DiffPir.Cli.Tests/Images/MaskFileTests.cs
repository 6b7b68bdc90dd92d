using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Images;

/// <summary>Masks of one picture of 128 x 128 as programs for inpainting want them, and as people make them.</summary>
public sealed class MaskFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mask-zero-one.png", "its shades are 0 and 1 of 255; the brighter one is taken for white")]
    [InlineData("mask-black-paint-on-transparent.png", "what is painted is to be filled in")]
    [InlineData("mask-red-paint-on-transparent.png", "what is painted is to be filled in")]
    [InlineData("photo-with-erased-holes.png", "transparent holes are to be filled in")]
    public void Mask_is_understood_as_it_was_meant_and_that_is_said(string name, string remark)
    {
        var reading = Load(name);

        Assert.Equal(Load("mask-right.png").Mask.Known.ToArray(), reading.Mask.Known.ToArray());
        Assert.Contains(remark, Assert.Single(reading.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void White_that_marks_what_to_fill_in_is_suspected_and_can_be_said()
    {
        var (suspected, said) = (Load("mask.png"), Load("mask.png", MaskMeaning.Fill));

        Assert.Equal("7 % known, 93 % filled in; if white marks what to fill in, give --mask-is fill", Assert.Single(suspected.Remarks));
        Assert.Equal(Load("mask-right.png").Mask.Known.ToArray(), said.Mask.Known.ToArray());
        Assert.Empty(said.Remarks);
        Assert.Equal("93 % known, 7 % filled in", said.Shares);
    }

    [Theory]
    [InlineData("mask-all-white.png", "has one shade everywhere (255 of 255), which leaves nothing to fill in")]
    [InlineData("mask-is-a-photo.png", "is no mask: 78 % of its pixels are neither black nor white")]
    public void What_is_no_mask_is_refused(string name, string reason) => Refused(() => Load(name), reason);

    [Theory]
    [InlineData(127, false, "no pixel of the mask")]
    [InlineData(127, true, "(127 of 255), which leaves nothing to fill in")]
    [InlineData(200, false, "(200 of 255), which leaves nothing to fill in")]
    public void One_shade_of_grey_is_called_that(int shade, bool whiteIsFill, string reason)
    {
        Grey(4, 4, [.. Enumerable.Repeat(shade / 255f, 16)]);

        Refused(() => MaskFile.Load(_folder.File("m.png"), 4, 4, 100, whiteIsFill ? MaskMeaning.Fill : MaskMeaning.Known), reason);
    }

    [Fact]
    public void Soft_edges_are_divided_in_the_middle_and_said()
    {
        Grey(4, 5, [.. Enumerable.Repeat(1f, 10), .. Enumerable.Repeat(0f, 8), 0.4f, 0.6f]);

        var reading = MaskFile.Load(_folder.File("m.png"), 4, 5, 100);

        Assert.Equal([false, true], reading.Mask.Known[^2..].ToArray());
        Assert.Contains("10 % of its pixels are neither black nor white", Assert.Single(reading.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Black_white_and_transparent_is_ambiguous()
    {
        var pixels = new PlanarImage(1, 1, 4, [0, 1, 0, 1]);
        new Photograph(pixels, [1, 1, 0, 0], 8, ImageMetadata.None).SaveTo(_folder.File("m.png"));

        Refused(() => MaskFile.Load(_folder.File("m.png"), 1, 4, 100), "has black, white and transparent parts");
    }

    private static MaskReading Load(string name, MaskMeaning white = MaskMeaning.Known) =>
        MaskFile.Load(RepositoryPaths.Fixture("masks/" + name), 128, 128, 100_000, white);

    private static void Refused(Action load, string reason) =>
        Refusal.Of(load, ExitCode.Usage, reason);

    private void Grey(int height, int width, float[] shades) =>
        Photograph.Of(new PlanarImage(1, height, width, shades)).SaveTo(_folder.File("m.png"));
}
