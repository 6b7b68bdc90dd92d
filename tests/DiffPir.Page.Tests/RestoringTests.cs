using DiffPir.Cli.Images;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DiffPir.Page.Tests;

/// <summary>Photographs restored in the browser.</summary>
public sealed class RestoringTests
{
    [Fact]
    public async Task A_photograph_is_diagnosed_restored_compared_and_downloaded_by_clicks()
    {
        await using var run = await PageRun.OpenAsync();
        string input = run.NoisyPhotograph();
        await run.ChooseAsync(input);

        await Expect(run.Page.Locator("#findings")).ToContainTextAsync("grey levels");
        await Expect(run.Page.GetByRole(AriaRole.Radio, new() { Name = "Remove noise" })).ToBeCheckedAsync();
        await Expect(run.Page.GetByText("proposed").First).ToBeVisibleAsync();
        await run.SetAsync();
        await run.Button("Restore").ClickAsync();
        await Expect(run.Heading("Restored")).ToBeVisibleAsync();

        var slider = run.Page.GetByLabel("Before and after");
        await Expect(run.Page.Locator("#before")).ToHaveCSSAsync("clip-path", "inset(0px 50% 0px 0px)");
        await slider.PressAsync("End");
        await Expect(run.Page.Locator("#before")).ToHaveCSSAsync("clip-path", "inset(0px 0% 0px 0px)");
        var box = (await run.Page.Locator("#compare").BoundingBoxAsync())!;
        await run.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await run.Page.Mouse.DownAsync();
        await run.Page.Mouse.MoveAsync(box.X + (box.Width / 4), box.Y + (box.Height / 2));
        await run.Page.Mouse.UpAsync();
        await Expect(slider).ToHaveValueAsync("25");

        byte[] result = await run.DownloadAsync();
        Assert.NotNull(PngText.Find(result, EmbeddedRecord.Keyword));
        var restored = ImageReader.Decode("result", result, ImageLimits.DefaultMaxPixels).Pixels;
        Assert.Equal((96, 96), (restored.Height, restored.Width));
        await run.Page.GetByText("The job as YAML").ClickAsync();
        await Expect(run.Page.Locator("#yaml")).ToContainTextAsync("task: denoise\n");
        await run.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await run.Button("Copy").ClickAsync();
        await Expect(run.Page.Locator("#copied")).ToHaveTextAsync("Copied");
        Assert.Equal(await run.Page.Locator("#yaml").TextContentAsync(), await run.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task What_is_painted_over_is_filled_in_and_nothing_else()
    {
        await using var run = await PageRun.OpenAsync();
        string input = run.NoisyPhotograph();
        await run.ChooseAsync(input);
        await run.Page.GetByText("Fill in what I paint over").ClickAsync();
        await run.Button("Restore").ClickAsync();
        await Expect(run.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Paint over what is to be filled in first");

        var box = (await run.Page.Locator("#mask").BoundingBoxAsync())!;
        await PaintAsync(run.Page, box, 0.75f, 0.75f); // is taken back
        await run.Button("Undo").ClickAsync();
        await PaintAsync(run.Page, box, 0.25f, 0.25f);
        await run.SetAsync(steps: 3);
        await run.Button("Restore").ClickAsync();
        await Expect(run.Heading("Restored")).ToBeVisibleAsync();

        var before = ImageReader.Load(input, ImageLimits.DefaultMaxPixels).Pixels;
        var after = ImageReader.Decode("result", await run.DownloadAsync(), ImageLimits.DefaultMaxPixels).Pixels;
        Assert.NotEqual(before[0, 24, 24], after[0, 24, 24]);
        Assert.All(Enumerable.Range(48, 48), i => Assert.Equal(before[1, i, i], after[1, i, i]));
        Assert.All(Enumerable.Range(60, 36), i => Assert.Equal(before[1, i, 96 - i], after[1, i, 96 - i]));
    }

    [Fact]
    public async Task A_job_is_cancelled_and_its_settings_are_still_there()
    {
        await using var run = await PageRun.OpenAsync();
        await run.ChooseAsync(run.NoisyPhotograph());
        await run.SetAsync(steps: 999, texture: true);
        await run.Button("Restore").ClickAsync();
        await run.IsAtWorkAsync();

        await run.Button("Cancel").ClickAsync();

        await Expect(run.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The job was cancelled");
        await Expect(run.Button("Restore")).ToBeEnabledAsync();
        await Expect(run.Page.GetByLabel("Steps", new() { Exact = true })).ToHaveValueAsync("999");
    }

    [Fact]
    public async Task A_job_is_cancelled_when_another_photograph_takes_its_place()
    {
        await using var run = await PageRun.OpenAsync();
        string photograph = run.NoisyPhotograph();
        await run.ChooseAsync(photograph);
        await run.SetAsync(steps: 999, texture: true);
        await run.Button("Restore").ClickAsync();
        await run.IsAtWorkAsync();
        string? left = await run.Page.EvaluateAsync<string>("sessionStorage.getItem('diffpir-job')");

        string other = Path.ChangeExtension(photograph, "other.png");
        File.Copy(photograph, other);
        await run.ChooseAsync(other);

        await run.Page.WaitForFunctionAsync("async id => (await (await fetch(`jobs/${id}`)).json()).state === 'cancelled'", left);
    }

    [Fact]
    public async Task An_upload_that_is_no_picture_is_refused_and_another_can_be_chosen()
    {
        await using var run = await PageRun.OpenAsync();

        await run.Page.SetInputFilesAsync("#picture", run.FileOf("holiday.png", "this is no picture at all"));

        await Expect(run.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Cannot read 'holiday.png': it is not a PNG");
        await run.ChooseAsync(run.NoisyPhotograph());
        await Expect(run.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0); // nothing to be told any more
    }

    [Fact]
    public async Task A_job_that_the_server_refuses_leaves_the_settings_to_be_mended()
    {
        await using var run = await PageRun.OpenAsync();
        await run.ChooseAsync(run.NoisyPhotograph());
        await run.Page.GetByText("Remove blur").ClickAsync();
        await run.Page.GetByLabel("Blur", new() { Exact = true }).FillAsync("much");

        await run.Button("Restore").ClickAsync();

        await Expect(run.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("'much'");
        await Expect(run.Button("Restore")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_picture_is_seen_as_it_emerges_also_after_the_page_was_loaded_again_or_the_connection_lost()
    {
        await using var run = await PageRun.OpenAsync();
        await run.ChooseAsync(run.NoisyPhotograph());
        await run.SetAsync(steps: 999, texture: true);
        await run.Button("Restore").ClickAsync();
        await Expect(run.Page.GetByAltText("The restored picture")).ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex("/preview[?]step="));

        await run.Page.ReloadAsync();
        await Expect(run.Heading("At work")).ToBeVisibleAsync();
        await run.IsAtWorkAsync();
        await run.Page.EvaluateAsync("window.stop()"); // ends the connection, as a network does that goes away
        string? seen = await run.Page.Locator("#state").TextContentAsync();
        await Expect(run.Page.Locator("#state")).Not.ToHaveTextAsync(seen!);
        await run.IsAtWorkAsync();

        await run.Button("Cancel").ClickAsync();
        await Expect(run.Button("Restore")).ToBeVisibleAsync(); // the photograph is still known
        await Expect(run.Page.GetByAltText("The picture as it was")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_result_is_still_compared_after_the_page_was_loaded_again_until_another_photograph_is_chosen()
    {
        await using var run = await PageRun.OpenAsync();
        await run.ChooseAsync(run.NoisyPhotograph());
        await run.SetAsync();
        await run.Button("Restore").ClickAsync();
        await Expect(run.Heading("Restored")).ToBeVisibleAsync();

        await run.Page.ReloadAsync();

        var slider = run.Page.GetByLabel("Before and after");
        await Expect(slider).ToBeVisibleAsync();
        await Expect(run.Page.Locator("#before")).ToHaveJSPropertyAsync("naturalWidth", 96);
        await slider.PressAsync("End");
        await Expect(run.Page.Locator("#before")).ToHaveCSSAsync("clip-path", "inset(0px 0% 0px 0px)");
        await run.DownloadAsync();
        await run.Button("Other settings").ClickAsync();
        await Expect(run.Page.Locator("#findings")).ToContainTextAsync("grey levels");

        await run.Button("Another photograph").ClickAsync();
        await run.Page.ReloadAsync();
        await Expect(run.Page.GetByText("Drop a photograph here")).ToBeVisibleAsync();
        await run.Page.WaitForFunctionAsync(
            """
            () => new Promise((resolve, reject) => {
              const opening = indexedDB.open('diffpir', 1);
              opening.onerror = reject;
              opening.onsuccess = () => {
                const count = opening.result.transaction('photographs').objectStore('photographs').count();
                count.onsuccess = () => resolve(count.result === 0);
              };
            })
            """);
    }

    [Theory]
    [InlineData("fast", 10)]
    [InlineData("best, which takes longest", 20)]
    public async Task Quality_is_chosen_as_on_the_command_line(string quality, int steps)
    {
        await using var run = await PageRun.OpenAsync();
        await run.ChooseAsync(run.NoisyPhotograph(64));
        await run.SetAsync(texture: true);
        await run.Page.GetByLabel("Quality").SelectOptionAsync(new SelectOptionValue { Label = quality });
        await run.Button("Restore").ClickAsync();
        await Expect(run.Heading("Restored")).ToBeVisibleAsync();

        await run.Page.GetByText("The job as YAML").ClickAsync();
        await Expect(run.Page.Locator("#yaml")).ToContainTextAsync($"  steps: {steps}\n");
        await Expect(run.Page.Locator("#yaml")).ToContainTextAsync(quality == "fast" ? "  samples: 1\n" : "  samples: 4\n");
    }

    [Fact]
    public async Task A_photograph_is_dropped_on_the_page()
    {
        await using var run = await PageRun.OpenAsync();
        string bytes = Convert.ToBase64String(await File.ReadAllBytesAsync(run.NoisyPhotograph(), TestContext.Current.CancellationToken));

        await run.Page.EvaluateAsync(
            """
            bytes => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], 'dropped.png', { type: 'image/png' }));
              document.getElementById('drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """,
            bytes);

        await Expect(run.Page.GetByText("dropped.png, 96 × 96")).ToBeVisibleAsync();
    }

    private static async Task PaintAsync(IPage page, LocatorBoundingBoxResult box, float x, float y)
    {
        await page.Mouse.MoveAsync(box.X + (x * box.Width), box.Y + (y * box.Height));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + ((x + 0.05f) * box.Width), box.Y + (y * box.Height));
        await page.Mouse.UpAsync();
    }
}
