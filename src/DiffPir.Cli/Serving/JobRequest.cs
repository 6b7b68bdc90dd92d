using System.Security.Cryptography;
using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Cli.Serving;

/// <summary>
/// Makes a job of what was sent: the settings of <c>restore --job</c>, held to the same rules, and the files that came along. Where no task is
/// named, it is what the diagnosis of the picture proposes.
/// </summary>
/// <param name="limits">What is taken on.</param>
/// <param name="decode">Decodes a picture of a name, with so many pixels at most.</param>
internal sealed class JobRequest(ServeLimits limits, Func<string, byte[], long, Photograph> decode)
{
    private const string TaskKey = "task";

    // A job from outside names no file of this machine, writes none, and does not choose where it computes.
    private static readonly string[] Allowed =
    [
        TaskKey, "scale", "reduction", "blur", "kernel-flip", SentForm.Mask, "mask-is", "noise", "boundary", "model", "heads", "head-channels", "attention-order",
        "schedule", "train-steps", "class", "tile",
        "method", "preset", "quality", "texture", "steps", "seed", "lambda", "zeta", "eta", "skip", "strength", "grain", "force", "options",
    ];

    private static readonly string[] Files = [SentForm.Mask, SentForm.Kernel];

    /// <summary>The job.</summary>
    /// <exception cref="CliException">Something of it cannot be used; the message names no file of this machine.</exception>
    public ServedJob Create(SentForm sent)
    {
        using var scratch = new ScratchFolder();
        try
        {
            return Create(sent, scratch);
        }
        catch (Exception e) when (e is CliException or SamplerException or CheckpointException)
        {
            throw new CliException(ExitCode.Usage, scratch.WithoutPath(ServedText.Of(e)), e);
        }
    }

    private static RestoreSettings Parse(IReadOnlyList<string> words)
    {
        var settings = RestoreOptions.Parse(words);
        return ServedModels.Names.Contains(settings.ModelName)
            ? settings with { Record = static (photograph, record) => photograph with { Record = record() }, NameOf = static path => Path.GetFileName(path) }
            : throw new CliException(ExitCode.Usage, $"the model is '{settings.ModelName}' and must be one of {string.Join(", ", ServedModels.Names)}");
    }

    private ServedJob Create(SentForm sent, ScratchFolder scratch)
    {
        var lines = sent.ReadJob();
        if (Files.FirstOrDefault(file => lines.ContainsKey(file) && !(file == SentForm.Mask && lines[file] is OptionFactory.Auto)) is { } file)
        {
            throw new CliException(ExitCode.Usage, $"'{file}' of a job that is sent names no file: send the file as the part '{file}'");
        }

        var picture = new Lazy<PhotographTraces>(() => Read(sent));
        var proposal = Says(lines, TaskKey) ? [] : Propose(sent, picture);
        List<string> words = [.. JobFile.Words(SentForm.Job, lines, Allowed, static _ => false), $"--max-pixels={limits.MaxPixels}"];
        words.AddRange((proposal ?? [(TaskKey, "denoise")]).Where(line => !Says(lines, line.Key)).Select(static line => $"--{line.Key}={line.Value}"));
        foreach (string part in Files)
        {
            if (sent.Read(part) is { } bytes)
            {
                words.Add($"--{part}={scratch.Keep(part + sent.ExtensionOf(part), bytes)}");
            }
        }

        var warnings = new Warnings(null);
        var prepared = PreparedPicture.Of(Parse(words), sent.PictureName, picture.Value, ImageFormat.Png, null, warnings);
        if (proposal is null)
        {
            warnings.Add("nothing is wrong with the picture: it is left as it is; name a task to restore it all the same");
            prepared = prepared with { Job = null };
        }

        if (prepared.Job is { } job)
        {
            PriorFile.Check(prepared.Settings.Model, job, prepared.Photograph.Pixels);
        }

        var told = warnings.Texts.Select(text => scratch.WithoutPath(ServedText.Of(text)));
        return new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), prepared, [.. told]);
    }

    private static bool Says(Dictionary<string, object?> lines, string key) => lines.GetValueOrDefault(key) is not null;

    /// <summary>The task that what was sent calls for, else that of the diagnosis; null where nothing is wrong.</summary>
    private static IReadOnlyList<(string Key, string Value)>? Propose(SentForm sent, Lazy<PhotographTraces> picture) =>
        sent.Read(SentForm.Mask) is not null ? [(TaskKey, "inpaint")]
        : sent.Read(SentForm.Kernel) is not null ? [(TaskKey, "deblur")]
        : Proposal.SettingsFor(picture.Value);

    private PhotographTraces Read(SentForm sent)
    {
        byte[] bytes = sent.Read(SentForm.Picture)!;
        return new(bytes, decode(sent.PictureName, bytes, limits.MaxPixels));
    }
}
