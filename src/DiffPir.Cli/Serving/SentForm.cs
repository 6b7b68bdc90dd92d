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
    /// <summary>The parts.</summary>
    public const string Picture = "picture", Mask = "mask", Kernel = "kernel", Job = "job";

    /// <summary>The longest job, in bytes.</summary>
    public const int MaxJobBytes = 1 << 20;

    private const int LongestExtension = 5;

    /// <summary>Sets how forms are read: a job has a limit of its own, the body as a whole that of the server.</summary>
    public static void Configure(FormOptions options) => (options.MultipartBodyLengthLimit, options.ValueLengthLimit) = (long.MaxValue, MaxJobBytes);

    /// <summary>Waits for the form of a request.</summary>
    /// <exception cref="CliException">The request is no form, or holds no picture.</exception>
    public static async Task<SentForm> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasFormContentType)
        {
            throw new CliException(ExitCode.Usage, $"the request is no form: send multipart/form-data with the part '{Picture}'");
        }

        var form = await request.ReadFormAsync(cancellation);
        return form.Files[Picture] is null
            ? throw new CliException(ExitCode.Usage, $"there is no '{Picture}': send a picture file as the part of that name") : new(form);
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

    /// <summary>The lines of the job, which may be a value of the form or a file; none where it was not sent.</summary>
    /// <exception cref="CliException">It is neither YAML nor JSON, or too long.</exception>
    public Dictionary<string, object?> ReadJob() =>
        form.Files[Job]?.Length > MaxJobBytes
            ? throw new CliException(ExitCode.Usage, $"the job is longer than {MaxJobBytes:N0} bytes: settings need far fewer")
        : (form.TryGetValue(Job, out var value) ? value.ToString() : Read(Job) is { } bytes ? Encoding.UTF8.GetString(bytes) : null) is { } text
            ? YamlFile.ParseMapping(Job, text)
            : [];
}
