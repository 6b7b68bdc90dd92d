using DiffPir.Cli.Images;
using DiffPir.Sampler;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DiffPir.Page.Tests;

/// <summary>What is to be filled in, and the noise around it, in the browser.</summary>
public sealed class FillingInTests
{
    private const int Side = 96;

    [Fact]
    public async Task A_transparent_hole_is_filled_in_without_painting()
    {
        await using var run = await PageRun.OpenAsync();
        string input = run.PhotographWithHole(Side);
        await run.ChooseAsync(input);
        await Expect(run.Page.Locator("#findings")).ToContainTextAsync("1.6 % of the pixels");
        await run.Page.GetByRole(AriaRole.Radio, new() { Name = "Fill in what is transparent" }).CheckAsync();
        await Expect(run.Page.Locator("#painting-help")).ToContainTextAsync("Without that, what is transparent is filled in");
        await run.SetAsync(steps: 3);

        await run.Button("Restore").ClickAsync();

        await Expect(run.Heading("Restored")).ToBeVisibleAsync();
        var (before, after) = (ImageReader.Load(input, ImageLimits.DefaultMaxPixels), await ResultAsync(run));
        Assert.Null(after.Alpha);
        Assert.Equal(before.Pixels[0, 48, 48], after.Pixels[0, 48, 48]);
        Assert.NotEqual(0, after.Pixels[0, 18, 18]);
    }

    [Fact]
    public async Task The_noise_around_what_is_filled_in_is_removed_where_that_is_asked_for()
    {
        await using var run = await PageRun.OpenAsync();
        string input = run.PhotographWithHole(Side);
        await run.ChooseAsync(input);
        await run.Page.GetByRole(AriaRole.Radio, new() { Name = "Fill in" }).CheckAsync();
        await run.SetAsync();
        var noise = run.Page.GetByLabel("Noise, in grey levels");
        await Expect(noise).ToBeHiddenAsync();
        await run.Page.GetByLabel("Also remove the noise").CheckAsync();
        await Expect(noise).ToHaveValueAsync(""); // what was proposed for the picture as a whole is no more than that

        await run.Button("Restore").ClickAsync();

        await Expect(run.Heading("Restored")).ToBeVisibleAsync();
        await run.Page.GetByText("The job as YAML").ClickAsync();
        await Expect(run.Page.Locator("#yaml")).ToContainTextAsync("method: mean\n");
        var (before, after) = (ImageReader.Load(input, ImageLimits.DefaultMaxPixels), await ResultAsync(run));
        Assert.InRange(PowerAround(after.Pixels), 0, PowerAround(before.Pixels) / 2);
    }

    [Fact]
    public async Task Scratches_are_found_without_painting_and_their_mask_is_shown_taken_along_and_mended()
    {
        await using var run = await PageRun.OpenAsync();
        await run.ChooseAsync(run.ScratchedPhotograph());
        await run.Page.GetByRole(AriaRole.Radio, new() { Name = "Fill in" }).CheckAsync();
        await run.Page.GetByLabel("Find scratches and dust").CheckAsync();
        await Expect(run.Page.Locator("#mask")).ToBeHiddenAsync();
        await run.SetAsync(steps: 3);

        await run.Button("Restore").ClickAsync();

        await Expect(run.Heading("Restored")).ToBeVisibleAsync();
        await Expect(run.Page.Locator("#marks")).ToBeHiddenAsync();
        await run.Page.GetByLabel("Show the scratches").CheckAsync();
        await Expect(run.Page.Locator("#marks")).ToBeVisibleAsync();
        var mask = ImageReader.Decode("mask", await run.DownloadAsync("Download the mask", "photo-mask.png"), ImageLimits.DefaultMaxPixels).Pixels;
        Assert.Equal((128, 128, 0f, 1f), (mask.Height, mask.Width, mask[0, 64, 64], mask[0, 64, 100]));
        Assert.Equal((false, true), await IsMarkedAsync(run, "#marks"));

        // What was found becomes what was painted.
        await run.Button("Mend the mask").ClickAsync();
        await Expect(run.Page.Locator("#mask")).ToBeVisibleAsync();
        Assert.Equal((false, true), await IsMarkedAsync(run, "#mask"));
        await run.Button("Restore").ClickAsync();
        await Expect(run.Heading("Restored")).ToBeVisibleAsync();
        await Expect(run.Page.Locator("#filled")).ToBeHiddenAsync();
    }

    /// <summary>Whether a canvas shows something beside the scratch, and on it.</summary>
    private static async Task<(bool Beside, bool On)> IsMarkedAsync(PageRun run, string canvas) =>
        (await IsMarkedAsync(run, canvas, 100), await IsMarkedAsync(run, canvas, 64));

    private static Task<bool> IsMarkedAsync(PageRun run, string canvas, int column) => run.Page.EvaluateAsync<bool>(
        $"() => document.querySelector('{canvas}').getContext('2d').getImageData({column}, 64, 1, 1).data[3] > 0");

    /// <summary>Mean square of the differences between neighbours below the hole, most of which is noise.</summary>
    private static double PowerAround(PlanarImage pixels) => Enumerable.Range(Side / 2, Side / 2)
        .SelectMany(row => Enumerable.Range(1, Side - 1).Select(column => Math.Pow(pixels[0, row, column] - pixels[0, row, column - 1], 2))).Average();

    private static async Task<Photograph> ResultAsync(PageRun run) => ImageReader.Decode("result", await run.DownloadAsync(), ImageLimits.DefaultMaxPixels);
}
