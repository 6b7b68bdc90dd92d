using System.CommandLine;
using System.Text;
using System.Text.Json;
using DiffPir.Cli.Batches;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Cli.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DiffPir.Fuzz;

/// <summary>The readers of jobs, as files and as they are sent to the server, and of what the parts of a batch leave.</summary>
public static partial class FuzzTargets
{
    private const string SmallJob = "task: deblur\nblur: gaussian:3:15\nnoise: 12.75\nseed: 4\nmodel: builtin-small\noptions:\n  steps: 3\n  lambda: 2\n";

    private const string SmallConfiguration =
        "task: sr\nsf: 4\nnoise_level_img: 12.75\niter_num: 20\nlambda_: 6\nzeta: 0.35\nskip_type: quad # or uniform\ngenerate_mode: DiffPIR\nmask_len_range: [128, 129]\n";

    private static readonly byte[][] YamlTokens = Texts(
        ": ", "\n", "- ", "  ", "|\n", ">\n", "&a", "*a", "!!str ", "---\n", "...\n", "#", "[", "]", "{", "}", ",", "'", "\"", "? ", "\t", "null", "true",
        "1e999", "-1", "auto",
        "task: jpeg\n", "task: inpaint\n", "options:\n  eta: 1\n", "method: ddrm\n", "quality: best\n", "preset: paper\n", "tile: 64\n", "grain: 0.5\n",
        "boundary: periodic\n");

    private static readonly byte[][] FormTokens = Texts(
        "\r\n", "\r\n--x\r\n", "\r\n--x--\r\n", "Content-Disposition: form-data; name=\"", "filename=\"", "picture", "mask", "kernel", "job",
        "\"; filename=\"../k.mat\"",
        "\"; filename*=UTF-8''%00", "Content-Type: text/plain", "Content-Transfer-Encoding: base64", "\r\n\r\n", "1 2 1\n2 4 2\n1 2 1\n");

    private static readonly byte[][] Sent =
    [
        Form(("job", null, "{\"task\": \"denoise\", \"noise\": 10}")),
        Form(("job", null, SmallJob)),
        Form(("job", "job.yaml", "task: sr\nscale: 2\n")),
        Form(("kernel", "k.txt", "1 2 1\n2 4 2\n1 2 1\n")),
        Form(),
    ];

    private static FuzzTarget[] Jobs() =>
    [
        new("job", [Encoding.UTF8.GetBytes(SmallJob)], YamlTokens, input => ReadJob(Encoding.UTF8.GetString(input))) { IsRefusal = IsRefusedJob },
        new("reference-config", [Encoding.UTF8.GetBytes(SmallConfiguration)], YamlTokens, ReadConfiguration) { IsRefusal = IsRefusedJob },
        new("form", Sent, [.. FormTokens, .. YamlTokens],
            ReadForm) { IsRefusal = error => IsRefusedJob(error) || error is BadHttpRequestException or InvalidDataException or IOException },
        new("shard-report", [ShardJson(ReportedPicture.Done), ShardJson(ReportedPicture.Failed)],
            [.. JsonTokens, .. Texts("2147483647", "\"pictures\":", "\"shards\":")], ReadShard) { IsRefusal = IsUnreadable },
    ];

    /// <summary>As <c>restore --job</c> reads it, up to the settings.</summary>
    private static string ReadJob(string text)
    {
        var (options, command) = (new RestoreOptions(), new Command("job", "a job"));
        options.AddTo(command);
        string[] keys = [.. command.Options.Select(option => option.Name[2..]), "options"];
        var settings = RestoreOptions.Parse(JobFile.Words("job.yaml", YamlFile.ParseMapping("job.yaml", text), keys, _ => false));
        return $"{settings.Task.Kind} {settings.Task.Blur} {settings.Noise} {settings.Seed} {settings.Rendition}";
    }

    private static string ReadConfiguration(byte[] input)
    {
        var configuration = ReferenceConfiguration.Of("c.yaml", YamlFile.ParseMapping("c.yaml", Encoding.UTF8.GetString(input)));
        string word = configuration.Word("task", "sr", "deblur", "inpaint");
        var options = ReferenceMethod.Read(configuration, TaskRules.Words.First(pair => pair.Word == word).Kind, null);
        return $"{word} {options.Method} {configuration.First("mask_len_range", 1, 4096, 128) > 0}";
    }

    /// <summary>As the server reads a request, up to the job that waits.</summary>
    private static string ReadForm(byte[] input)
    {
        var context = new DefaultHttpContext();
        var limits = new FormOptions();
        SentForm.Configure(limits);
        context.Request.Method = HttpMethods.Post;
        context.Request.ContentType = "multipart/form-data; boundary=x";
        context.Request.Body = new MemoryStream(input);
        context.Features.Set<IFormFeature>(new FormFeature(context.Request, limits));
        var sent = SentForm.ReadAsync(context.Request, SentForm.Parts, CancellationToken.None).GetAwaiter().GetResult();
        using var job = new JobRequest(new ServeLimits { MaxPixels = MostPixels }, ImageReader.Decode).Create(sent);
        return job.Status.Job;
    }

    private static string ReadShard(byte[] input)
    {
        var report = ShardReport.Parse("a.json", input);
        if (report.Shard > report.Shards
            || report.Pictures.Any(picture => picture is not { Input: not null, Name: not null, Output: not null, State: not null, Warnings: not null }))
        {
            throw new InvalidDataException("not the form of a report was accepted");
        }

        return $"{report.Shard} of {report.Shards}: {string.Join(", ", report.Pictures.Take(4).Select(picture => $"{picture.State} {picture.Width} x {picture.Height}"))}";
    }

    private static byte[] Form(params (string Name, string? File, string Text)[] parts)
    {
        using var body = new MemoryStream();
        body.Write("--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\r\n"u8);
        body.Write(ImageWriter.Encode(SmallPhotograph(1, 8), ImageFormat.Png));
        foreach (var (name, file, text) in parts)
        {
            body.Write(Encoding.UTF8.GetBytes(
                $"\r\n--x\r\nContent-Disposition: form-data; name=\"{name}\"{(file is null ? "" : $"; filename=\"{file}\"")}\r\n\r\n{text}"));
        }

        body.Write("\r\n--x--\r\n"u8);
        return body.ToArray();
    }

    private static byte[] ShardJson(string state) => JsonSerializer.SerializeToUtf8Bytes(
        new ShardReport(1, 2, [new("in/a.png", "a.png", "a.png", state, state == ReportedPicture.Failed ? "why" : null, 20, 20, 10, 0.5, ["a warning"])]),
        JsonSerializerOptions.Web);
}
