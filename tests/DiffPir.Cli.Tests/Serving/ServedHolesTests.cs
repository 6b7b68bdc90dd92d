using System.Net.Http.Json;
using System.Text.Json;
using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>Pictures with transparent holes over HTTP: they say by themselves what is to be filled in.</summary>
public sealed class ServedHolesTests
{
    private const int Height = 32, Width = 40, HoleLeft = 8, HoleRight = 16;
    private const string FillIn = "task: inpaint\nsteps: 2\nmodel: builtin-small\n";

    private static readonly Photograph Holey = Pictures.Gradient(3, Height, Width) with { Alpha = [.. Opacities()] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holes_are_filled_in_without_a_mask_and_the_rest_stays()
    {
        await using var server = await TestServer.WorkingAsync();

        var (status, result) = await RestoreAsync(server, TestServer.Form(FillIn, Encode(Holey)));

        Assert.DoesNotContain("mask:", status.GetProperty("job").GetString(), StringComparison.Ordinal);
        Assert.Null(result.Alpha);
        float[] before = ImageReader.Decode("holes", Encode(Holey), ImageLimits.DefaultMaxPixels).Pixels.Data;
        Assert.All(Enumerable.Range(0, before.Length).Where(static i => !IsHole(i)), i => Assert.Equal(before[i], result.Pixels.Data[i]));
    }

    [Fact]
    public async Task A_mask_that_is_sent_says_alone_what_is_filled_in()
    {
        await using var server = await TestServer.WorkingAsync();
        var painted = new PlanarImage(1, Height, Width, [.. Enumerable.Range(0, Height * Width).Select(static i => i % Width >= Width - 4 ? 0f : 1f)]);

        var (_, result) = await RestoreAsync(server, TestServer.Form(FillIn, Encode(Holey), ("mask", "painted.png", Encode(Photograph.Of(painted)))));

        Assert.Equal(Holey.Alpha!, result.Alpha!);
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("balanced")]
    [InlineData("best")]
    public async Task The_noise_around_them_is_removed_by_the_mean_where_that_is_asked_for(string quality)
    {
        await using var server = await TestServer.IdleAsync();

        string location = await server.TakenOnAsync(TestServer.Form($"task: inpaint\nnoise: auto\nquality: {quality}\n", Encode(Holey)));

        string job = (await server.StatusAsync(location)).GetProperty("job").GetString()!;
        Assert.Contains("method: mean\n", job, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diagnosis_says_how_much_is_transparent()
    {
        await using var server = await TestServer.IdleAsync();

        var holey = await DiagnoseAsync(server, Encode(Holey));
        var whole = await DiagnoseAsync(server, TestServer.SmallPicture);

        Assert.Equal((HoleRight - HoleLeft) / (double)Width, holey.GetProperty("transparent").GetDouble(), 4);
        Assert.Equal(0, whole.GetProperty("transparent").GetDouble());
        Assert.Contains("20.0 % of the pixels", Assert.Single(FindingsOf(holey)), StringComparison.Ordinal);
        Assert.Empty(FindingsOf(whole));
    }

    private static bool IsHole(int i) => i % Width is >= HoleLeft and < HoleRight;

    private static IEnumerable<float> Opacities() => Enumerable.Range(0, Height * Width).Select(static i => IsHole(i) ? 0f : 1f);

    private static byte[] Encode(Photograph photograph) => ImageWriter.Encode(photograph, ImageFormat.Png);

    private static IEnumerable<string> FindingsOf(JsonElement diagnosis) => diagnosis.GetProperty("findings").EnumerateArray()
        .Where(static line => line.GetProperty("about").GetString() == "transparent").Select(static line => line.GetProperty("finding").GetString()!);

    private static async Task<(JsonElement Status, Photograph Result)> RestoreAsync(TestServer server, MultipartFormDataContent form)
    {
        string location = await server.TakenOnAsync(form);
        var status = await server.UntilAsync(location, "done");
        byte[] picture = await server.Client.GetByteArrayAsync($"{location}/picture", Cancellation);
        return (status, ImageReader.Decode("picture", picture, ImageLimits.DefaultMaxPixels));
    }

    private static async Task<JsonElement> DiagnoseAsync(TestServer server, byte[] picture)
    {
        using var response = await server.Client.PostAsync("/diagnose", TestServer.Form(null, picture), Cancellation);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }
}
