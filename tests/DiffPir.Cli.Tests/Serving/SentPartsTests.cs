using System.Net;
using System.Text;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>Parts of a form: none is silently left out.</summary>
public sealed class SentPartsTests
{
    private const string Denoise = "task: denoise\nnoise: 5";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/jobs", "picture", "x.png", "there are 2 parts 'picture': send one")]
    [InlineData("/jobs", "job", "job.yaml", "there are 2 parts 'job': send one")]
    [InlineData("/jobs", "masks", "x.png", "the part 'masks' is not known here: send picture, mask, kernel, job")]
    [InlineData("/jobs", "Mask", "x.png", "the part 'Mask' is not known here")]
    [InlineData("/jobs", "task", null, "the part 'task' is not known here")]
    [InlineData("/jobs", "mask", null, "the part 'mask' is no file, as it has no file name")]
    [InlineData("/diagnose", "mask", "x.png", "the part 'mask' is not known here: send picture")]
    public async Task What_would_be_left_out_is_refused(string path, string part, string? file, string reason)
    {
        await using var server = await TestServer.IdleAsync();
        using var form = TestServer.Form(path == "/jobs" ? Denoise : null);
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(Denoise));
        if (file is null)
        {
            form.Add(content, part);
        }
        else
        {
            form.Add(content, part, file);
        }

        await TestServer.ShouldRefuseAsync(server.Client.PostAsync(path, form, Cancellation), HttpStatusCode.BadRequest, reason);
    }

    [Fact]
    public async Task A_file_that_was_not_chosen_in_a_form_of_a_browser_is_none()
    {
        await using var server = await TestServer.IdleAsync();
        using var form = TestServer.Form(Denoise);
        var empty = new ByteArrayContent([]);
        empty.Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=\"mask\"; filename=\"\"");
        form.Add(empty);

        await server.TakenOnAsync(form);
    }
}
