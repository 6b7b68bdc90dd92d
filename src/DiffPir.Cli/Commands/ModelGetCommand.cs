using System.CommandLine;
using System.Security.Cryptography;
using DiffPir.Cli.Downloading;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Words;

namespace DiffPir.Cli.Commands;

/// <summary><c>model get</c>: downloads a published checkpoint. Nothing else in the program uses the network on its own.</summary>
internal sealed class ModelGetCommand
{
    private const int HashLetters = 64;

    private readonly Terminal _terminal;
    private readonly Argument<string> _what = OptionFactory.FileArgument("NAME",
        "a published model of 'diffpir model list', or the address of a checkpoint (https://...)");
    private readonly Option<string?> _output = OptionFactory.File("--output",
        $"the file or the folder to write to (the folder that {ModelsFolder.Variable} names, or this one)");
    private readonly Option<string?> _sha256 = new("--sha256")
    {
        Description = "the SHA-256 that the file must have; known for published models",
        HelpName = "hex",
    };
    private readonly OverwriteOption _overwrite = new();
    private readonly ReportOptions _report = new();

    private ModelGetCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new ModelGetCommand(terminal);
        self._output.Aliases.Add("-o");
        self._what.CompletionSources.Add([.. PublishedModel.All.Where(static model => model.Url is not null).Select(static model => model.Name)]);
        self._sha256.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !(token.Value.Length == HashLetters && token.Value.All(char.IsAsciiHexDigit)))
            {
                result.AddError($"--sha256 is '{token.Value}' and must be {HashLetters} hexadecimal digits");
            }
        });
        var command = new Command("get",
            "Download a published model; an interrupted download goes on where it ended.") { self._what, self._output, self._sha256 };
        self._overwrite.AddTo(command);
        self._report.AddTo(command);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var (url, name, known) = Find(parse.GetRequiredValue(_what));
        string? sha256 = parse.GetValue(_sha256)?.ToLowerInvariant() ?? known;
        string target = TargetOf(parse.GetValue(_output), name);
        bool overwrites = _overwrite.Read(parse);
        if (OutputFile.Exists(target) && !overwrites)
        {
            using var there = InputFile.Open(target);
            if (sha256 is null || Convert.ToHexStringLower(SHA256.HashData(there)) != sha256)
            {
                throw OutputFile.Existing(target);
            }

            Tell(parse, url, target, there.Length, sha256, "is there already");
            return ExitCode.Success;
        }

        OutputFile.RequireWritable(target);
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"diffpir/{ProductVersion.Number}");
        var download = new ModelDownload(client, static attempt => TimeSpan.FromSeconds(1 << attempt),
            new DownloadLines(_terminal, Path.GetFileName(target), parse.GetValue(_report.Quiet)).Report);
        var (bytes, hash) = download.RunAsync(url, target, sha256, overwrites, cancellation).GetAwaiter().GetResult();
        Tell(parse, url, target, bytes, hash, sha256 is null ? "downloaded; no hash was known: compare it with one that the publisher states"
            : "downloaded, and its hash is right");
        return ExitCode.Success;
    }

    /// <summary>The address, the name and, where it is known, the hash of what is asked for.</summary>
    private static (Uri Url, string Name, string? Sha256) Find(string what)
    {
        if (Uri.TryCreate(what, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
        {
            return (address, Uri.UnescapeDataString(address.Segments[^1]), PublishedModel.All.FirstOrDefault(model => model.Url == address)?.Sha256);
        }

        string[] names = [.. PublishedModel.All.Select(static model => model.Name)];
        var model = PublishedModel.Find(what)
            ?? throw new CliException(ExitCode.Usage,
                $"there is no published model '{what}'{NearestWord.Hint(what, names)}; 'diffpir model list' lists them, an address begins with https://");
        return model.Url is { } url
            ? (url, model.Name, model.Sha256)
            : throw new CliException(ExitCode.Usage,
                $"'{model.Name}' has no address that can be relied on: it is {model.Source}; give the address itself, and --sha256 if its hash is known");
    }

    private static string TargetOf(string? output, string name)
    {
        string folder = output ?? ModelsFolder.Path ?? ".";
        return output is not null && !Directory.Exists(output) ? output
            : name.Length > 0 && Path.GetFileName(name) == name && name is not ("." or "..") ? Path.Combine(folder, name)
            : throw new CliException(ExitCode.Usage, "the address ends in no file's name: name the file with --output");
    }

    private void Tell(ParseResult parse, Uri url, string target, long bytes, string sha256, string outcome)
    {
        if (parse.GetValue(_report.Json))
        {
            JsonLine.Write(_terminal.Output, new { output = target, url = url.AbsoluteUri, bytes, sha256 });
        }
        else
        {
            _terminal.Output.WriteLine($"{target}: {Amounts.Bytes(bytes)}, {outcome}");
            _terminal.Output.WriteLine($"SHA-256 {sha256}");
        }
    }
}
