using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DiffPir.Page.Tests;

/// <summary>The page for everybody: rules of accessibility, a phone, a keyboard.</summary>
public sealed class AccessibilityTests
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Every_step_keeps_the_rules_of_accessibility_and_fits_the_screen(int width, ColorScheme scheme)
    {
        await using var run = await PageRun.OpenAsync(width, 800, scheme);
        await ShouldKeepAsync(run.Page, "at the beginning");

        await run.Page.SetInputFilesAsync("#picture", run.FileOf("no-picture-and-a-name-that-is-rather-long-for-a-phone-that-is-held-upright.png", "text"));
        await Expect(run.Page.GetByRole(AriaRole.Alert)).Not.ToBeEmptyAsync();
        await ShouldKeepAsync(run.Page, "with an error");

        await run.ChooseAsync(run.NoisyPhotograph());
        await run.SetAsync(steps: 999, texture: true);
        await ShouldKeepAsync(run.Page, "with settings");
        foreach (string task in (string[])["Remove blur", "Enlarge", "Fill in what I paint over", "Remove noise"])
        {
            await run.Page.GetByRole(AriaRole.Radio, new() { Name = task }).CheckAsync();
            await ShouldKeepAsync(run.Page, task);
        }

        await run.Button("Restore").ClickAsync();
        await run.IsAtWorkAsync();
        await ShouldKeepAsync(run.Page, "at work");
        await run.Button("Cancel").ClickAsync();

        await run.Page.GetByLabel("Draw a likely texture").UncheckAsync();
        await run.Page.GetByLabel("Steps", new() { Exact = true }).FillAsync("");
        await run.Button("Restore").ClickAsync();
        await Expect(run.Heading("Restored")).ToBeVisibleAsync();
        await run.Page.GetByText("The job as YAML").ClickAsync();
        await ShouldKeepAsync(run.Page, "with a result");

        await run.ChooseAnotherAsync(run.ScratchedPhotograph());
        await run.Page.GetByRole(AriaRole.Radio, new() { Name = "Fill in what I paint over" }).CheckAsync();
        await run.Page.GetByLabel("Find scratches and dust").CheckAsync();
        await run.Button("Restore").ClickAsync();
        await run.Page.GetByLabel("Show the scratches").CheckAsync();
        await ShouldKeepAsync(run.Page, "with a mask that was found");
    }

    [Fact]
    public async Task All_of_it_works_by_keyboard()
    {
        await using var run = await PageRun.OpenAsync();
        var (page, keyboard) = (run.Page, run.Page.Keyboard);
        await keyboard.PressAsync("Tab");
        var chooser = await page.RunAndWaitForFileChooserAsync(() => keyboard.PressAsync("Space"));
        await chooser.SetFilesAsync(run.NoisyPhotograph());
        await run.Heading("What to do").WaitForAsync();

        // From the heading that has the focus to the tasks, and to the last of them.
        await TabToAsync(page, "[name=task]:focus");
        for (int i = 0; i < 4; i++)
        {
            await keyboard.PressAsync("ArrowDown");
        }

        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Fill in what I paint over" })).ToBeCheckedAsync();
        await TabToAsync(page, "#mask:focus", "Shift+Tab");
        foreach (string key in (string[])["ArrowLeft", "ArrowUp", "Space", "ArrowLeft", "Space"])
        {
            await keyboard.PressAsync(key);
        }

        await TabToAsync(page, "summary:focus");
        await keyboard.PressAsync("Enter");
        await TabToAsync(page, "#steps:focus");
        await keyboard.TypeAsync("2");
        await TabToAsync(page, "#start:focus");
        await keyboard.PressAsync("Enter");
        await Expect(run.Heading("Restored")).ToBeFocusedAsync();
        await TabToAsync(page, "#slider:focus", "Shift+Tab");
        await keyboard.PressAsync("ArrowRight");
        await Expect(page.GetByLabel("Before and after")).ToHaveValueAsync("51");
        await TabToAsync(page, "#download:focus");
    }

    private static async Task TabToAsync(IPage page, string target, string key = "Tab")
    {
        for (int i = 0; i < 20 && await page.Locator(target).CountAsync() == 0; i++)
        {
            await page.Keyboard.PressAsync(key);
        }

        Assert.True(await page.Locator(target).CountAsync() == 1, $"{key} never comes to {target}");
    }

    private static async Task ShouldKeepAsync(IPage page, string when)
    {
        var result = await page.RunAxe();
        Assert.True(
            result.Violations.Length == 0,
            $"{when}: {string.Join('\n', result.Violations.Select(static rule => $"{rule.Id}: {rule.Help}: {string.Join(", ", rule.Nodes.Select(static node => node.Html))}"))}");
        Assert.NotEmpty(result.Passes);
        var (needed, there) = (await page.EvaluateAsync<int>("document.documentElement.scrollWidth"),
            await page.EvaluateAsync<int>("document.documentElement.clientWidth"));
        Assert.True(needed <= there, $"{when}: {needed} pixels wide on a screen of {there}");
    }
}
