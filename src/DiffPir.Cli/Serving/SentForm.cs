using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DiffPir.Cli.Serving;

/// <summary>What a form brought.</summary>
/// <param name="form">The form; its files lie on the disk until they are read.</param>
internal sealed class SentForm(IFormCollection form)
{
    /// <summary>The names of the parts.</summary>
    public const string Picture = "picture", Mask = "mask", Kernel = "kernel", Job = "job";

    /// <summary>The parts of a job.</summary>
    public static readonly IReadOnlyList<string> Parts = [Picture, Mask, Kernel, Job];

    /// <summary>The longest job, in bytes.</summary>
    public const int MaxJobBytes = 1 << 20;

    private const int LongestExtension = 5;

    /// <summary>Sets how forms are read: a job has a limit of its own, the body as a whole that of the server.</summary>
    public static void Configure(FormOptions options) => (options.MultipartBodyLengthLimit, options.ValueLengthLimit) = (long.MaxValue, MaxJobBytes);

    /// <summary>Waits for the form of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parts">The parts that it may have.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="CliException">The request is no form, holds no picture, a part that it may not have, or one twice.</exception>
    public static async Task<SentForm> ReadAsync(HttpRequest request, IReadOnlyList<string> parts, CancellationToken cancellation)
    {
        if (!request.HasFormContentType)
        {
            throw new CliException(ExitCode.Usage, $"the request is no form: send multipart/form-data with the part '{Picture}'");
        }

        if (request.QueryString.HasValue)
        {
            throw new CliException(ExitCode.Usage, $"there is a query in the address, where nothing is taken from: send settings as the part '{Job}'");
        }

        var form = await request.ReadFormAsync(cancellation);
        RequireOnly(form, parts);
        return form.Files[Picture] is null
            ? throw new CliException(ExitCode.Usage, $"there is no '{Picture}': send a picture file as the part of that name")
            : new(form);
    }

    /// <summary>Refuses what would be silently left out. An empty value in the place of a file is what a browser sends where none is chosen.</summary>
    private static void RequireOnly(IFormCollection form, IReadOnlyList<string> parts)
    {
        var names = form.SelectMany(static value => value.Value.Select(_ => value.Key)).Concat(form.Files.Select(static file => file.Name));
        foreach (var sent in names.CountBy(static name => name))
        {
            if (!parts.Contains(sent.Key))
            {
                throw new CliException(ExitCode.Usage, $"the part '{sent.Key}' is not known here: send {string.Join(", ", parts)}");
            }

            if (sent.Value > 1)
            {
                throw new CliException(ExitCode.Usage, $"there are {sent.Value} parts '{sent.Key}': send one");
            }
        }

        if (form.FirstOrDefault(static value => value.Key != Job && value.Value.ToString().Length > 0) is { Key: { } text })
        {
            throw new CliException(ExitCode.Usage, $"the part '{text}' is no file, as it has no file name: send it with one (curl -F {text}=@FILE)");
        }
    }

    /// <summary>The name of the picture's file, without a folder.</summary>
    public string PictureName => Path.GetFileName(form.Files[Picture]!.FileName) is { Length: > 0 } name ? name : Picture;

    /// <summary>The bytes of a file; null where it was not sent.</summary>
    public byte[]? Read(string part)
    {
        if (form.Files[part] is not { } file)
        {
            return null;
        }

        byte[] bytes = new byte[file.Length];
        using var stream = file.OpenReadStream();
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The extension of a file's name, by which kernels are told apart; empty where it is none.</summary>
    public string ExtensionOf(string part) =>
        Path.GetExtension(form.Files[part]?.FileName) is { Length: > 1 and <= LongestExtension } extension
            && extension.Skip(1).All(char.IsAsciiLetterOrDigit) ? extension : "";

    /// <summary>The lines of the job, which may be a value of the form or a file; none where it was not sent, or is empty.</summary>
    /// <exception cref="CliException">It is neither YAML nor JSON, or too long.</exception>
    public Dictionary<string, object?> ReadJob()
    {
        if (form.Files[Job]?.Length > MaxJobBytes)
        {
            throw new CliException(ExitCode.Usage, $"the job is longer than {MaxJobBytes:N0} bytes: settings need far fewer");
        }

        string? text = form.TryGetValue(Job, out var value) ? value.ToString() : Read(Job) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        return string.IsNullOrWhiteSpace(text) ? [] : YamlFile.ParseMapping(Job, text);
    }
}
