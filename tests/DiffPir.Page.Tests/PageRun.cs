using System.Diagnostics;
using System.Text.RegularExpressions;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;
using Microsoft.Playwright;

namespace DiffPir.Page.Tests;

/// <summary>The page in a browser, served by the program as a process of its own. At the end nothing may have gone wrong inside of the page.</summary>
internal sealed class PageRun : IAsyncDisposable
{
    /// <summary>A page that takes longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _server;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _faults = [];

    private PageRun(Process server, IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_server, _playwright, _browser, Page) = (server, playwright, browser, page);
        page.PageError += (_, error) => _faults.Add(error);
        page.Console += (_, message) =>
            _faults.AddRange(message.Type == "error" && message.Text.Contains("Security", StringComparison.Ordinal) ? [message.Text] : []);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Opens the page, or skips the test where this machine has no browser or no fast device.</summary>
    /// <param name="width">Width of the window.</param>
    /// <param name="height">Its height.</param>
    /// <param name="scheme">Whether the reader prefers light or dark.</param>
    public static async Task<PageRun> OpenAsync(int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        string chromium = Chromium.Require();
        TestDevices.RequireFast();
        var server = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "diffpir.dll"), "serve", "--port", "0"]) { RedirectStandardOutput = true })!;
        string? address = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, AcceptDownloads = true });
        page.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        var run = new PageRun(server, playwright, browser, page);
        await page.GotoAsync(address!);
        await Assertions.Expect(page.Locator("#version")).ToContainTextAsync("DiffPir"); // the page's script has begun
        return run;
    }

    /// <summary>A photograph with noise of 25 grey levels.</summary>
    /// <param name="side">Its sides.</param>
    /// <param name="sample">The photograph.</param>
    /// <param name="width">Its width where it is another than its height.</param>
    public string NoisyPhotograph(int side = 96, string sample = "coffee.png", int? width = null)
    {
        var pixels = ImageReader.Load(RepositoryPaths.Sample(sample), ImageLimits.DefaultMaxPixels).Pixels.Crop(0, 0, side, width ?? side);
        string path = _folder.File("photo.png");
        ImageWriter.Save(path, Photograph.Of(new Denoising().Degrade(pixels, 25, 1)));
        return path;
    }

    /// <summary>The same with a transparent square in its left upper quarter, where the noise is hidden by black.</summary>
    public string PhotographWithHole(int side)
    {
        string path = NoisyPhotograph(side);
        var whole = ImageReader.Load(path, ImageLimits.DefaultMaxPixels);
        bool[] isHole = [.. Enumerable.Range(0, side * side).Select(i => InHole(i % side) && InHole(i / side))];
        var pixels = new PlanarImage(whole.Pixels.Channels, side, side, [.. whole.Pixels.Data.Select((value, i) => isHole[i % isHole.Length] ? 0 : value)]);
        ImageWriter.Save(path, whole.WithPixels(pixels) with { Alpha = [.. isHole.Select(static hole => hole ? 0f : 1f)] });
        return path;

        bool InHole(int at) => at >= side / 8 && at < side / 4;
    }

    /// <summary>A photograph with a white scratch of two pixels' width down its middle.</summary>
    public string ScratchedPhotograph(int side = 128)
    {
        var pixels = ImageReader.Load(RepositoryPaths.Sample("cat.png"), ImageLimits.DefaultMaxPixels).Pixels.Crop(0, 0, side, side);
        foreach (int i in Enumerable.Range(0, pixels.Data.Length).Where(i => i % side / 2 == side / 4))
        {
            pixels.Data[i] = 1;
        }

        string path = _folder.File("photo.png");
        ImageWriter.Save(path, Photograph.Of(pixels));
        return path;
    }

    /// <summary>A file of other contents.</summary>
    public string FileOf(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    /// <summary>Chooses a photograph and waits for its diagnosis.</summary>
    public async Task ChooseAsync(string path)
    {
        await Page.SetInputFilesAsync("#picture", path);
        await Heading("What to do").WaitForAsync();
    }

    /// <summary>The same once there is a result.</summary>
    public async Task ChooseAnotherAsync(string path)
    {
        await Button("Another photograph").ClickAsync();
        await ChooseAsync(path);
    }

    /// <summary>Takes the small model, and so many steps.</summary>
    public async Task SetAsync(int? steps = null, bool texture = false)
    {
        if (texture)
        {
            await Page.GetByLabel("Draw a likely texture").CheckAsync();
        }

        await Page.GetByText("More settings").ClickAsync();
        await Page.GetByLabel("Model").SelectOptionAsync("builtin-small");
        if (steps is { } count)
        {
            await Page.GetByLabel("Steps", new() { Exact = true }).FillAsync($"{count}");
        }
    }

    /// <summary>Waits until steps are told.</summary>
    public Task IsAtWorkAsync() => Assertions.Expect(Page.Locator("#state")).ToHaveTextAsync(new Regex(@"^step \d+ of \d+$"));

    /// <summary>A heading of the page.</summary>
    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    /// <summary>A button of the page, as long as it is seen.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Downloads the result.</summary>
    public Task<byte[]> DownloadAsync() => DownloadAsync("Download", "photo-restored.png");

    /// <summary>Downloads what a link leads to.</summary>
    /// <param name="link">The link.</param>
    /// <param name="file">The name that the file must have.</param>
    public async Task<byte[]> DownloadAsync(string link, string file)
    {
        var download = await Page.RunAndWaitForDownloadAsync(
            () => Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync());
        Assert.Equal(file, download.SuggestedFilename);
        await download.SaveAsAsync(_folder.File("downloaded.png"));
        return await File.ReadAllBytesAsync(_folder.File("downloaded.png"), TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        _server.Kill();
        await _server.WaitForExitAsync(CancellationToken.None);
        _server.Dispose();
        _folder.Dispose();
        Assert.Empty(_faults);
    }
}
