using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DiffPir.Page.Tests;

/// <summary>The pictures of the page in the documentation: <c>scripts/page-pictures.sh</c>.</summary>
public sealed class Screenshots
{
    private const string Variable = "DIFFPIR_PAGE_PICTURES";

    [Fact]
    public async Task Are_taken_where_a_folder_for_them_is_named()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Variable} names no folder for them");

        await using (var wide = await PageRun.OpenAsync(1180, 760))
        {
            await Take(wide, "page-start.png");
            await wide.ChooseAsync(wide.NoisyPhotograph(256, "cat.png"));
            await Take(wide, "page-ready.png");
            await wide.SetAsync(100, texture: true);
            await wide.Button("Restore").ClickAsync();
            await Expect(wide.Page.Locator("#caption")).ToContainTextAsync("What step");
            await Expect(wide.Page.Locator("#left")).ToContainTextAsync("left");
            await Take(wide, "page-work.png");
            await wide.Button("Cancel").ClickAsync();
            await wide.Page.GetByText("Fill in what I paint over").ClickAsync();
            var box = (await wide.Page.Locator("#mask").BoundingBoxAsync())!;
            await wide.Page.Mouse.MoveAsync(box.X + (0.3f * box.Width), box.Y + (0.3f * box.Height));
            await wide.Page.Mouse.DownAsync();
            await wide.Page.Mouse.MoveAsync(box.X + (0.5f * box.Width), box.Y + (0.4f * box.Height), new() { Steps = 5 });
            await wide.Page.Mouse.UpAsync();
            await Take(wide, "page-mask.png");
        }

        await RestoredAsync(1180, 760, ColorScheme.Light, "page.png");
        await RestoredAsync(390, 1180, ColorScheme.Dark, "page-phone.png");

        async Task RestoredAsync(int width, int height, ColorScheme scheme, string name)
        {
            await using var run = await PageRun.OpenAsync(width, height, scheme);
            await run.ChooseAsync(run.NoisyPhotograph(256, "cat.png"));
            await run.Button("Restore").ClickAsync();
            await Expect(run.Heading("Restored")).ToBeVisibleAsync();
            await Take(run, name);
        }

        Task Take(PageRun run, string name) => run.Page.ScreenshotAsync(new() { Path = Path.Combine(folder!, name) });
    }
}
