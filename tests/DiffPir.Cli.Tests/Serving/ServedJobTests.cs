using System.Net;
using System.Text;
using System.Text.Json;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>Jobs over HTTP, from the upload to the result, with the small built-in prior.</summary>
public sealed class ServedJobTests : IDisposable
{
    private const string Denoise = """{"task": "denoise", "noise": 5, "texture": true, "steps": 4, "model": "builtin-small"}""";
    private const string Endless = """{"task": "denoise", "noise": 5, "texture": true, "steps": 1000, "model": "builtin-small"}""";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_is_taken_on_followed_and_its_picture_fetched()
    {
        await using var server = await TestServer.WorkingAsync();

        using var response = await server.Client.PostAsync("/jobs", TestServer.Form(Denoise), Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        string location = response.Headers.Location!.OriginalString;
        var status = await server.UntilAsync(location, "done");
        Assert.Equal(4, status.GetProperty("steps").GetInt32());
        Assert.Equal(4, status.GetProperty("step").GetInt32());
        Assert.Equal(JsonValueKind.Null, status.GetProperty("error").ValueKind);
        Assert.InRange(status.GetProperty("residualRatio").GetDouble(), 0.01, 50);
        using var picture = await server.Client.GetAsync($"{location}/picture", Cancellation);
        Assert.Equal("image/png", picture.Content.Headers.ContentType!.MediaType);
        var pixels = ImageReader.Decode("picture", await picture.Content.ReadAsByteArrayAsync(Cancellation), ImageLimits.DefaultMaxPixels).Pixels;
        Assert.Equal((3, 32, 40), (pixels.Channels, pixels.Height, pixels.Width));
    }

    [Fact]
    public async Task Scratches_that_are_found_are_filled_in_and_found_again_by_the_job_that_is_told()
    {
        await using var server = await TestServer.WorkingAsync();
        var (input, yaml, repeated) = (_folder.File("photo.png"), _folder.File("job.yaml"), _folder.File("a.png"));
        byte[] scratched = ImageWriter.Encode(Photograph.Of(MaskAutoTests.Scratched()), ImageFormat.Png);
        File.WriteAllBytes(input, scratched);

        string location = await server.TakenOnAsync(TestServer.Form("task: inpaint\nmask: auto\nsteps: 2\nmodel: builtin-small\n", scratched));
        var status = await server.UntilAsync(location, "done");
        File.WriteAllText(yaml, status.GetProperty("job").GetString());
        (await CommandRun.OfAsync("restore", input, "-o", repeated, "--job", yaml, "--force")).ShouldSucceed();

        var served = ImageReader.Decode("served", await server.Client.GetByteArrayAsync($"{location}/picture", Cancellation), ImageLimits.DefaultMaxPixels);
        Assert.Equal(Pictures.Pixels(repeated).Data, served.Pixels.Data);
        Assert.True(status.GetProperty("mask").GetBoolean());
        Assert.Equal(File.ReadAllBytes(_folder.File("a-mask.png")), await server.Client.GetByteArrayAsync($"{location}/mask", Cancellation));
    }

    [Fact]
    public async Task A_job_that_looks_for_no_scratches_has_no_mask_to_fetch()
    {
        await using var server = await TestServer.IdleAsync();

        string location = await server.TakenOnAsync(TestServer.Form(Denoise));

        Assert.False((await server.StatusAsync(location)).GetProperty("mask").GetBoolean());
        using var response = await server.Client.GetAsync($"{location}/mask", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("'mask: auto'", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Denoise)]
    [InlineData("task: sr\nscale: 2\nsteps: 2\nmodel: builtin-small\nseed: 3\noptions:\n  tau: 0.8\n")]
    [InlineData("task: deblur\nblur: gaussian:1:5\nsteps: 2\nmodel: builtin-small\ngrain: 2\nforce: true\n")]
    public async Task The_record_and_the_job_repeat_the_picture_on_the_command_line(string job)
    {
        await using var server = await TestServer.WorkingAsync();
        var (input, served, yaml) = (_folder.File("photo.png"), _folder.File("served.png"), _folder.File("job.yaml"));
        File.WriteAllBytes(input, TestServer.SmallPicture);

        string location = await server.TakenOnAsync(TestServer.Form(job));
        var status = await server.UntilAsync(location, "done");
        File.WriteAllBytes(served, await server.Client.GetByteArrayAsync($"{location}/picture", Cancellation));
        File.WriteAllText(yaml, status.GetProperty("job").GetString());
        (await CommandRun.OfAsync("restore", input, "-o", _folder.File("a.png"), "--from", served)).ShouldSucceed();
        (await CommandRun.OfAsync("restore", input, "-o", _folder.File("b.png"), "--job", yaml)).ShouldSucceed();

        Assert.Equal(File.ReadAllBytes(served), File.ReadAllBytes(_folder.File("a.png")));
        Assert.Equal(File.ReadAllBytes(served), File.ReadAllBytes(_folder.File("b.png")));
    }

    [Fact]
    public async Task A_blur_that_was_found_is_found_again_by_the_job_with_the_noise_that_was_reckoned_with()
    {
        await using var server = await TestServer.WorkingAsync();
        var photo = ImageReader.Load(RepositoryPaths.Sample("astronaut.png"), ImageLimits.DefaultMaxPixels);
        string shaken = photo.WithPixels(new Deblurring(BlurKernel.Motion(15, 0.5, 3)).Degrade(photo.Pixels, 1, 1).Crop(8, 8, 240, 240))
            .SaveTo(_folder.File("shaken.png"));
        var (served, again) = (_folder.File("served.png"), _folder.File("again.png"));

        string location = await server.TakenOnAsync(
            TestServer.Form("task: deblur\nblur: auto\nsteps: 2\nmodel: builtin-small\nforce: true", File.ReadAllBytes(shaken)));
        await server.UntilAsync(location, "done");
        File.WriteAllBytes(served, await server.Client.GetByteArrayAsync($"{location}/picture", Cancellation));
        (await CommandRun.OfAsync("restore", shaken, "-o", again, "--from", served)).ShouldSucceed();

        Assert.Equal(Pictures.Pixels(served).Data, Pictures.Pixels(again).Data);
    }

    [Fact]
    public async Task A_mask_that_is_sent_is_filled_in_and_the_record_names_no_file_of_the_server()
    {
        await using var server = await TestServer.WorkingAsync();
        var mask = new PlanarImage(1, 32, 40, [.. Enumerable.Range(0, 32 * 40).Select(static i => i % 40 is > 10 and < 20 ? 0f : 1f)]);
        byte[] bytes = ImageWriter.Encode(Photograph.Of(mask), ImageFormat.Png);

        string location = await server.TakenOnAsync(TestServer.Form("steps: 2\nmodel: builtin-small", files: ("mask", "C:\\painted.png", bytes)));
        var status = await server.UntilAsync(location, "done");
        byte[] picture = await server.Client.GetByteArrayAsync($"{location}/picture", Cancellation);

        Assert.StartsWith("task: inpaint\nmask: mask.png\n", status.GetProperty("job").GetString(), StringComparison.Ordinal);
        string record = PngText.Find(picture, EmbeddedRecord.Keyword)!;
        Assert.Contains("mask: mask.png", RestorationRecord.Parse("picture", record).Job, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), record, StringComparison.Ordinal);
        var (before, after) = (Pictures.Gradient(3, 32, 40).Pixels.Data, ImageReader.Decode("picture", picture, ImageLimits.DefaultMaxPixels).Pixels.Data);
        Assert.All(Enumerable.Range(0, before.Length), i => Assert.True(i % 40 is > 10 and < 20 || before[i] == after[i]));
    }

    [Fact]
    public async Task A_kernel_that_is_sent_is_undone()
    {
        await using var server = await TestServer.WorkingAsync();

        string location = await server.TakenOnAsync(TestServer.Form(
            """{"steps": 2, "model": "builtin-small", "kernel-flip": true, "force": true}""", files: ("kernel", "k.csv", Encoding.ASCII.GetBytes("0,1,0\n1,4,2\n0,1,0\n"))));
        var status = await server.UntilAsync(location, "done");

        Assert.StartsWith("task: deblur\nkernel: kernel.csv\nkernel-flip: true\n", status.GetProperty("job").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_job_the_picture_gets_what_its_diagnosis_proposes()
    {
        await using var server = await TestServer.WorkingAsync();
        var noisy = new Denoising().Degrade(Pictures.Pixels(RepositoryPaths.Sample("coffee.png")).Crop(0, 0, 96, 96), 20, 1);
        byte[] bytes = ImageWriter.Encode(Photograph.Of(noisy), ImageFormat.Png);

        var status = await server.UntilAsync(await server.TakenOnAsync(TestServer.Form(null, bytes)), "done");

        Assert.StartsWith("task: denoise\n", status.GetProperty("job").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_with_which_nothing_is_wrong_comes_back_as_it_is()
    {
        await using var server = await TestServer.WorkingAsync();
        byte[] good = File.ReadAllBytes(RepositoryPaths.Sample("rocket.png"));

        string location = await server.TakenOnAsync(TestServer.Form(null, good));
        var status = await server.UntilAsync(location, "done");
        byte[] picture = await server.Client.GetByteArrayAsync($"{location}/picture", Cancellation);

        Assert.Contains("nothing is wrong", status.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ImageReader.Decode("good", good, ImageLimits.DefaultMaxPixels).Pixels.Data,
            ImageReader.Decode("picture", picture, ImageLimits.DefaultMaxPixels).Pixels.Data);
    }

    [Fact]
    public async Task Delete_cancels_a_job_that_runs_and_one_that_waits_and_the_next_is_done()
    {
        await using var server = await TestServer.WorkingAsync();
        string running = await server.TakenOnAsync(TestServer.Form(Endless));
        string waiting = await server.TakenOnAsync(TestServer.Form(Endless));
        string next = await server.TakenOnAsync(TestServer.Form(Denoise));
        await server.UntilAsync(running, "running");

        foreach (string location in (string[])[waiting, running])
        {
            using var answer = await server.Client.DeleteAsync(location, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("cancelled", (await server.StatusAsync(location)).GetProperty("state").GetString());
            await TestServer.ShouldRefuseAsync(server.Client.GetAsync($"{location}/picture", Cancellation), HttpStatusCode.Conflict, "the job is cancelled");
        }

        await server.UntilAsync(next, "done");
        await server.Client.DeleteAsync(next, Cancellation);
        Assert.Equal("done", (await server.StatusAsync(next)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Events_tell_the_whole_state_until_the_end_and_again_to_who_lost_the_connection()
    {
        await using var server = await TestServer.WorkingAsync();
        string running = await server.TakenOnAsync(TestServer.Form(Endless));
        await server.UntilAsync(running, "running");
        await using (var lost = await server.Client.GetStreamAsync($"{running}/events", Cancellation))
        {
            byte[] first = new byte[5];
            await lost.ReadExactlyAsync(first, Cancellation);
            Assert.Equal("data:", Encoding.ASCII.GetString(first));
        }

        using var again = await server.Client.GetAsync($"{running}/events", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("text/event-stream", again.Content.Headers.ContentType!.MediaType);
        await server.Client.DeleteAsync(running, Cancellation);
        var states = (await again.Content.ReadAsStringAsync(Cancellation)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonDocument.Parse(line["data: ".Length..]).RootElement.GetProperty("state").GetString()!).ToList();

        Assert.Equal("running", states[0]);
        Assert.Equal("cancelled", states[^1]);
    }

    [Fact]
    public async Task A_picture_is_shown_as_it_emerges()
    {
        await using var server = await TestServer.WorkingAsync();
        string running = await server.TakenOnAsync(TestServer.Form(Endless));
        while ((await server.StatusAsync(running)).GetProperty("preview").GetInt32() == 0)
        {
            await Task.Delay(20, Cancellation);
        }

        var preview = ImageReader.Decode("preview", await server.Client.GetByteArrayAsync($"{running}/preview", Cancellation),
            ImageLimits.DefaultMaxPixels).Pixels;

        Assert.Equal((3, 32, 40), (preview.Channels, preview.Height, preview.Width));
        await server.Client.DeleteAsync(running, Cancellation);
        await TestServer.ShouldRefuseAsync(server.Client.GetAsync($"{running}/preview", Cancellation), HttpStatusCode.Conflict, "there is no preview");
    }

    [Fact]
    public async Task A_job_that_takes_too_long_fails_and_says_so()
    {
        await using var server = await TestServer.WorkingAsync(new() { MaxTime = TimeSpan.FromMilliseconds(1) });

        var status = await server.UntilAsync(await server.TakenOnAsync(TestServer.Form(Endless)), "failed");

        Assert.Contains("took longer than", status.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_are_forgotten_when_too_many_have_come_after_them()
    {
        await using var server = await TestServer.WorkingAsync(new() { MaxKept = 1 });
        string first = await server.TakenOnAsync(TestServer.Form(Denoise));
        await server.UntilAsync(first, "done");
        await server.UntilAsync(await server.TakenOnAsync(TestServer.Form(Denoise)), "done");

        await TestServer.ShouldRefuseAsync(server.Client.GetAsync(first, Cancellation), HttpStatusCode.NotFound, "it may have been forgotten");
    }
}
