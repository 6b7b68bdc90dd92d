namespace DiffPir.Page.Tests;

/// <summary>The browser of this machine: <c>DIFFPIR_TEST_CHROMIUM</c>, else one that a package of the system has installed.</summary>
internal static class Chromium
{
    /// <summary>The program, or a skipped test where this machine has none.</summary>
    public static string Require()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("DIFFPIR_TEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        ];
        string? found = candidates.FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, "this machine has no Chromium (set DIFFPIR_TEST_CHROMIUM to one)");
        return found!;
    }
}
