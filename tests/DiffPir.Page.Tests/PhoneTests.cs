using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DiffPir.Page.Tests;

/// <summary>The page at a phone's size, where only a part of it is seen at once.</summary>
public sealed class PhoneTests
{
    [Fact]
    public async Task What_is_refused_is_seen_where_one_has_scrolled_to_and_the_focus_stays()
    {
        await using var run = await OnPhoneAsync();
        await run.Page.GetByText("Remove blur").ClickAsync();
        await run.Page.GetByLabel("Blur", new() { Exact = true }).FillAsync("much" + new string('h', 1000));
        await run.SetAsync();

        await run.Button("Restore").PressAsync("Enter");

        var alert = run.Page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("is no blur");
        await Expect(alert).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(run.Button("Restore")).ToBeFocusedAsync();

        await run.Page.GetByText("Remove noise").ClickAsync();
        await Expect(alert).ToHaveCountAsync(0); // it was about the other task
    }

    [Fact]
    public async Task A_result_is_seen_when_it_is_there()
    {
        await using var run = await OnPhoneAsync();
        await run.SetAsync();

        await run.Button("Restore").ClickAsync();

        await Expect(run.Heading("Restored")).ToBeFocusedAsync();
        await Expect(run.Page.Locator("#compare")).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    [Fact]
    public async Task A_picture_that_is_far_taller_than_wide_is_seen_as_a_whole()
    {
        await using var run = await OnPhoneAsync(240, width: 16);

        var box = (await run.Page.Locator("#compare").BoundingBoxAsync())!;
        Assert.InRange(box.Height, 400, 720);
    }

    private static async Task<PageRun> OnPhoneAsync(int side = 96, int? width = null)
    {
        var run = await PageRun.OpenAsync();
        await run.Page.SetViewportSizeAsync(360, 640);
        await run.ChooseAsync(run.NoisyPhotograph(side, width: width));
        return run;
    }
}
