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
        string? folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Variable} names no folder for them");

        await using (var wide = await PageRun.OpenAsync(1180, 780))
        {
            await wide.ChooseAsync(wide.NoisyPhotograph(256, "cat.png"));
            await wide.Button("Restore").ClickAsync();
            await Expect(wide.Heading("Restored")).ToBeVisibleAsync();
            await TakeAsync(wide.Page, "page.jpg");
        }

        await using var phone = await PageRun.OpenAsync(390, 780, ColorScheme.Dark);
        await phone.ChooseAsync(phone.NoisyPhotograph(256, "cat.png"));
        await phone.Page.GetByText("Fill in what I paint over").ClickAsync();
        await phone.Page.Locator("#mask").ScrollIntoViewIfNeededAsync(); // the tasks lie below it
        var box = (await phone.Page.Locator("#mask").BoundingBoxAsync())!;
        await phone.Page.Mouse.MoveAsync(box.X + (0.35f * box.Width), box.Y + (0.3f * box.Height));
        await phone.Page.Mouse.DownAsync();
        await phone.Page.Mouse.MoveAsync(box.X + (0.6f * box.Width), box.Y + (0.45f * box.Height), new() { Steps = 8 });
        await phone.Page.Mouse.UpAsync();
        Assert.True(await phone.Page.EvaluateAsync<bool>(
            "() => { const mask = document.getElementById('mask'); return mask.getContext('2d').getImageData(0, 0, mask.width, mask.height).data.some(value => value > 0); }"));
        await phone.Page.EvaluateAsync("scrollTo(0, 0)");
        await TakeAsync(phone.Page, "page-phone.jpg");

        Task TakeAsync(IPage page, string name) => page.ScreenshotAsync(new() { Path = Path.Combine(folder!, name), Type = ScreenshotType.Jpeg, Quality = 82 });
    }
}
