using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Serving;
using DiffPir.Sampler;
using DiffPir.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>How a job is made of what was sent.</summary>
public sealed class JobRequestTests
{
    [Theory]
    [InlineData("{}", "task: denoise")]
    [InlineData(" ", "task: denoise")]
    [InlineData("""{"task": null, "noise": null}""", "task: denoise")]
    [InlineData("""{"task": "sr", "scale": 2}""", "task: sr")]
    public void Picture_is_decoded_once_whether_or_not_the_task_is_to_be_found(string job, string expected)
    {
        int decoded = 0;
        var request = new JobRequest(new(), (name, bytes, maxPixels) =>
        {
            decoded++;
            return ImageReader.Decode(name, bytes, maxPixels);
        });

        using var created = request.Create(Sent(job));

        Assert.StartsWith(expected, created.Status.Job, StringComparison.Ordinal);
        Assert.Equal(1, decoded);
    }

    [Fact]
    public void What_is_wrong_with_a_job_is_told_before_its_picture_is_decoded()
    {
        var request = new JobRequest(new(), static (_, _, _) => throw new InvalidOperationException("decoded"));

        Assert.Contains("'speed'", Assert.Throws<CliException>(() => request.Create(Sent("""{"task": "denoise", "speed": 3}"""))).Message, StringComparison.Ordinal);
    }

    private static SentForm Sent(string job)
    {
        var noisy = new Denoising().Degrade(Pictures.Pixels(RepositoryPaths.Sample("coffee.png")).Crop(0, 0, 96, 96), 25, 1);
        byte[] bytes = ImageWriter.Encode(Photograph.Of(noisy), ImageFormat.Png);
        var files = new FormFileCollection { new FormFile(new MemoryStream(bytes), 0, bytes.Length, SentForm.Picture, "photo.png") };
        return new(new FormCollection(new() { [SentForm.Job] = new StringValues(job) }, files));
    }
}
