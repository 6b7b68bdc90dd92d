using System.Net;
using System.Net.Sockets;
using System.Text;
using DiffPir.Cli.Images;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>What the server does not take on, and what it says then. No job is done here.</summary>
public sealed class ServedRefusalTests
{
    private const string Denoise = "task: denoise\nnoise: 5";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("task: denoise\nkernel: /etc/passwd", "'kernel' of a job that is sent names no file")]
    [InlineData("task: inpaint\nmask: /etc/passwd", "'mask' of a job that is sent names no file")]
    [InlineData("task: inpaint\nkernel: auto", "'kernel' of a job that is sent names no file")]
    [InlineData("task: denoise\nmodel: /etc/passwd", "the model is '/etc/passwd' and must be one of builtin, builtin-small")]
    [InlineData("task: denoise\noutput: /tmp/x.png", "there is no 'output'; there are task, scale,")]
    [InlineData("task: denoise\njob: x.yaml", "there is no 'job'")]
    [InlineData("task: denoise\ndevice: cuda", "there is no 'device'")]
    [InlineData("task: denoise\nmax-pixels: 700000000", "there is no 'max-pixels'")]
    [InlineData("task: denoise\nsamples: 64", "there is no 'samples'")]
    [InlineData("taks: denoise", "did you mean 'task'")]
    [InlineData("task: inpaint", "'task: inpaint' needs 'mask'")]
    [InlineData("task: sr\nscale: 99", "'scale' is '99'")]
    [InlineData("{\"task\": ", "is not YAML")]
    [InlineData("task: denoise\nsteps: 100000", "'steps' is '100000'")]
    [InlineData("task: denoise\nclass: 3", "builtin: class 3 is given, but the network is not conditioned on classes. Give no class")]
    [InlineData("task: denoise\nmodel: builtin-small\nhead-channels: 7", "builtin-small: ", "number of heads")]
    [InlineData("task: denoise\ntile: 8", "tiles of 8 pixels are too small for this prior, which needs at least 128")]
    [InlineData("task: denoise\noptions:\n  guess: continued", "the guess continued is for missing pixels, and denoising leaves none")]
    [InlineData("task: denoise\nmethod: dps\ntile: 16", "the gradient of the whole picture", "tiles are at most 16 wide")]
    [InlineData("task: denoise\nmethod: repaint", "repaint fills in missing pixels")]
    [InlineData("task: denoise\ntrain-steps: 100\nsteps: 200", "Steps is 200; this prior has 100 time steps")]
    [InlineData("task: denoise\nmethod: mean\noptions:\n  zeta: 0.5", "zeta")]
    [InlineData("task: denoise\ntexture: yes", "'texture' is 'yes' and must be true or false")]
    [InlineData("task: denoise\nnoise: false", "'noise' is 'false' and must be a number from 0 to 255")]
    [InlineData("task: deblur", "'task: deblur' needs 'kernel' or 'blur'")]
    [InlineData("task: denoise\nscale: 2", "'scale' goes with 'task: sr' and not with denoise")]
    [InlineData("task: denoise\nheads: 2\nhead-channels: 32", "'head-channels' and 'heads' say the same thing")]
    public async Task A_job_that_cannot_be_done_is_refused(string job, params string[] reasons)
    {
        await using var server = await TestServer.IdleAsync();

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", TestServer.Form(job), Cancellation), HttpStatusCode.BadRequest, reasons);
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_wherever_it_is_sent()
    {
        await using var server = await TestServer.IdleAsync();
        byte[] text = Encoding.ASCII.GetBytes("this is no picture at all");

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", TestServer.Form(Denoise, text), Cancellation), HttpStatusCode.BadRequest,
            "'photo.png'", "it is not a PNG");
        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/diagnose", TestServer.Form(null, text), Cancellation), HttpStatusCode.BadRequest,
            "'photo.png'", "it is not a PNG");
        await TestServer.ShouldRefuseAsync(
            server.Client.PostAsync("/jobs", TestServer.Form(null, null, ("mask", "m.png", text)), Cancellation), HttpStatusCode.BadRequest,
            "cannot read 'mask.png'");
        await TestServer.ShouldRefuseAsync(
            server.Client.PostAsync("/jobs", TestServer.Form(null, null, ("kernel", "../../k.txt", text)), Cancellation), HttpStatusCode.BadRequest,
            "'kernel.txt'");
    }

    [Fact]
    public async Task A_request_without_form_or_picture_is_refused()
    {
        await using var server = await TestServer.IdleAsync();

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", new StringContent("{}"), Cancellation), HttpStatusCode.BadRequest,
            "multipart/form-data");
        await TestServer.ShouldRefuseAsync(
            server.Client.PostAsync("/jobs", new MultipartFormDataContent { { new StringContent(Denoise), "job" } }, Cancellation),
            HttpStatusCode.BadRequest, "there is no 'picture'");
        using var damaged = new StringContent("--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\r\nabc");
        damaged.Headers.Remove("Content-Type");
        damaged.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", damaged, Cancellation), HttpStatusCode.BadRequest, "the form is damaged: it ends before its last boundary");
    }

    [Fact]
    public async Task A_query_is_refused_where_settings_are_sent_as_a_part()
    {
        await using var server = await TestServer.IdleAsync();

        await TestServer.ShouldRefuseAsync(
            server.Client.PostAsync("/jobs?task=sr", TestServer.Form(Denoise), Cancellation), HttpStatusCode.BadRequest, "there is a query in the address");
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_refused()
    {
        await using var server = await TestServer.IdleAsync(new() { MaxUploadBytes = 1 << 16 });
        var request = new HttpRequestMessage(HttpMethod.Post, "/jobs") { Content = TestServer.Form(Denoise, new byte[1 << 17]) };
        request.Headers.ExpectContinue = true;

        await TestServer.ShouldRefuseAsync(server.Client.SendAsync(request, Cancellation), HttpStatusCode.RequestEntityTooLarge, "longer than 65,536 bytes");
    }

    [Fact]
    public async Task A_picture_with_too_many_pixels_is_refused()
    {
        await using var server = await TestServer.IdleAsync(new() { MaxPixels = 1000 });

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", TestServer.Form(Denoise), Cancellation), HttpStatusCode.BadRequest, "1,280");
        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/diagnose", TestServer.Form(null), Cancellation), HttpStatusCode.BadRequest, "1,280");
    }

    [Fact]
    public async Task A_picture_that_is_too_small_to_be_diagnosed_is_refused_with_what_to_do()
    {
        await using var server = await TestServer.IdleAsync();
        byte[] tiny = ImageWriter.Encode(Pictures.Gradient(3, 15, 20), ImageFormat.Png);
        const string found = "the picture has 20 x 15 pixels, too few to find out what is wrong with it";

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/diagnose", TestServer.Form(null, tiny), Cancellation), HttpStatusCode.BadRequest,
            found, "choose one of 16 x 16 or more");
        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", TestServer.Form(null, tiny), Cancellation), HttpStatusCode.BadRequest,
            found, "or restore it with a 'task' of your choice");
        await server.TakenOnAsync(TestServer.Form(Denoise, tiny));
        using var smallest = await server.Client.PostAsync(
            "/diagnose", TestServer.Form(null, ImageWriter.Encode(Pictures.Gradient(3, 16, 16), ImageFormat.Png)), Cancellation);
        Assert.Equal(HttpStatusCode.OK, smallest.StatusCode);
    }

    [Fact]
    public async Task A_result_with_too_many_pixels_is_refused()
    {
        await using var server = await TestServer.IdleAsync(new() { MaxPixels = 2000 });

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", TestServer.Form("task: sr\nscale: 2"), Cancellation),
            HttpStatusCode.BadRequest, "5,120");
    }

    [Fact]
    public async Task A_full_queue_takes_nothing_on_until_there_is_a_place()
    {
        await using var server = await TestServer.IdleAsync(new() { MaxJobs = 2 });
        string first = await server.TakenOnAsync(TestServer.Form(Denoise));
        await server.TakenOnAsync(TestServer.Form(Denoise));

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", TestServer.Form(Denoise), Cancellation), HttpStatusCode.TooManyRequests,
            "try again later");

        await server.Client.DeleteAsync(first, Cancellation);
        await server.TakenOnAsync(TestServer.Form(Denoise));
    }

    [Fact]
    public async Task A_job_that_is_refused_leaves_its_place()
    {
        await using var server = await TestServer.IdleAsync(new() { MaxJobs = 1 });

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", TestServer.Form("taks: denoise"), Cancellation), HttpStatusCode.BadRequest);

        await server.TakenOnAsync(TestServer.Form(Denoise));
    }

    [Fact]
    public async Task Pictures_that_wait_are_bounded_by_their_pixels_together()
    {
        await using var server = await TestServer.IdleAsync(new() { MaxPixels = 1500 });
        for (int i = 0; i < 4; i++)
        {
            await server.TakenOnAsync(TestServer.Form(Denoise));
        }

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync("/jobs", TestServer.Form(Denoise), Cancellation), HttpStatusCode.TooManyRequests,
            "6,000 pixels together");
    }

    [Fact]
    public async Task A_client_that_sends_nothing_more_is_given_up_and_does_not_keep_the_others_waiting()
    {
        await using var server = await TestServer.IdleAsync(new() { MaxJobs = 2, MaxUploadTime = TimeSpan.FromSeconds(1) });
        using var slow = new TcpClient();
        await slow.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port, Cancellation);
        await slow.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                "POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n--x\r\n"),
                    Cancellation);

        await server.TakenOnAsync(TestServer.Form(Denoise));
        await Assert.ThrowsAnyAsync<IOException>(async () => await slow.GetStream().ReadExactlyAsync(new byte[1], Cancellation)); // the connection has ended
        while (server.Queue.TryEnter() is null)
        {
            await Task.Delay(20, Cancellation); // until its place is free again
        }
    }

    [Fact]
    public async Task What_there_is_not_is_said_in_json_as_well()
    {
        await using var server = await TestServer.IdleAsync();

        await TestServer.ShouldRefuseAsync(server.Client.GetAsync("/jobs/0123", Cancellation), HttpStatusCode.NotFound, "there is no job '0123'");
        await TestServer.ShouldRefuseAsync(server.Client.GetAsync("/jobs/0123/events", Cancellation), HttpStatusCode.NotFound, "there is no job '0123'");
        await TestServer.ShouldRefuseAsync(server.Client.GetAsync("/elsewhere", Cancellation), HttpStatusCode.NotFound, "there is no GET /elsewhere");
        await TestServer.ShouldRefuseAsync(server.Client.PutAsync("/jobs", null, Cancellation), HttpStatusCode.MethodNotAllowed, "there is no PUT /jobs");
        string waiting = await server.TakenOnAsync(TestServer.Form(Denoise));
        await TestServer.ShouldRefuseAsync(server.Client.GetAsync($"{waiting}/picture", Cancellation), HttpStatusCode.Conflict,
            "the job is queued, and there is no picture");
    }
}
