using System.CommandLine;
using System.Text;
using DiffPir.Cli.Batches;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;

namespace DiffPir.Cli.Commands;

/// <summary><c>restore</c>: undoes what happened to pictures.</summary>
internal sealed class RestoreCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "restore";

    /// <summary>The option that names a part of a batch.</summary>
    public const string ShardOption = "--shard";

    /// <summary>The name of standard input and standard output in place of a file.</summary>
    private const string Stream = OptionFactory.Stream;

    private const string StreamName = "standard output";

    private readonly Terminal _terminal;
    private readonly Argument<string[]> _inputs = OptionFactory.FilesArgument(
        "INPUT", $"degraded pictures ({ImageFile.Formats}): files, folders with their subfolders, patterns such as 'photos/**/*.jpg', or - for standard input");

    private readonly OutputOptions _output = new(
        $"{OutputPattern.Syntax}; - for standard output (PNG); left out, the result lies beside the picture as NAME-restored");

    private readonly RestoreOptions _restore = new();
    private readonly DeviceOptions _device = new();
    private readonly ReportOptions _report = new();
    private readonly Option<string?> _job = OptionFactory.File(
        JobFile.OptionName, "a YAML file with options of this command by their names (task: deblur), and settings of the method under options");

    private readonly Option<string?> _dump = OptionFactory.File(JobFile.DumpName, "write the values used into a file that --job reads");

    private readonly Option<string?> _shard = new(ShardOption)
    {
        Description = $"restore one part of the pictures, by pixels, so that several machines share them ({Shard.Syntax}); 'diffpir gather' says what is missing",
        HelpName = "part",
    };

    private readonly Option<string?> _from = OptionFactory.File(
        JobFile.FromName, "repeat what made this restored picture, by the record in its file");

    private readonly RecordOptions _record = new();

    private RestoreCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new RestoreCommand(terminal);
        var command = new Command(
            Name,
            "Restore degraded pictures. You say what happened to them (blur kernel, reduction, mask); the noise is read off each where you do not tell.")
        {
            self._inputs,
        };
        self._output.AddTo(command);
        self._restore.AddTo(command);
        self._device.AddTo(command);
        self._report.AddTo(command);
        command.Options.Add(self._shard);
        command.Options.Add(self._job);
        command.Options.Add(self._dump);
        command.Options.Add(self._from);
        command.Validators.Add(result =>
        {
            if (result.GetResult(self._job) is not null && result.GetResult(self._from) is not null)
            {
                result.AddError($"{JobFile.OptionName} and {JobFile.FromName} both say what to do: give one of them");
            }
        });
        self._record.AddTo(command);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        string[] inputs = parse.GetRequiredValue(_inputs);
        return inputs.Length > 1 || parse.GetValue(_shard) is not null || PictureFinder.IsMany(inputs[0]) ? RunMany(inputs, parse, cancellation)
            : RunOne(inputs[0], parse, cancellation);
    }

    private RestoreSettings ReadSettings(ParseResult parse)
    {
        var settings = _restore.Read(parse);
        settings.Model.RequireKnown();
        return settings with { Record = (photograph, record) => _record.Apply(parse, photograph, record) };
    }

    private int RunMany(string[] inputs, ParseResult parse, CancellationToken cancellation)
    {
        string? output = _output.Read(parse);
        if (inputs.Contains(Stream))
        {
            throw new CliException(ExitCode.Usage,
                $"'{Stream}' is one picture from standard input and none of several: name its result with {OutputOptions.Output}, and restore the others by themselves");
        }

        if (output == Stream)
        {
            throw new CliException(ExitCode.Usage, $"several pictures do not go to standard output: name a folder or a template with {OutputOptions.Output}");
        }

        if (parse.GetValue(_dump) is not null)
        {
            throw new CliException(ExitCode.Usage, $"{JobFile.DumpName} writes the values used for one picture: name one, or leave it out");
        }

        var settings = ReadSettings(parse);
        var pattern = OutputPattern.Parse(output, isMany: true);
        var warnings = new Warnings(_terminal);
        var pictures = PictureFinder.Find(inputs, settings.Task.Files, pattern, warnings);
        var shard = parse.GetValue(_shard) is { } part ? Shard.Parse(part, Environment.GetEnvironmentVariable) : null;
        if (shard is not null)
        {
            pictures = ShardSplit.Of(pictures, static picture => PictureHeader.PixelsOf(picture.Path), shard);
            OutputFile.CreateFolder(
                pattern.Root ?? throw new CliException(ExitCode.Usage,
                    $"{ShardOption} needs a folder or a template as output, where the parts leave their reports: give -o"),
                "name another folder with -o");
        }

        var items = BatchPlan.Make(pictures, pattern, _output.Skips(parse), _output.Overwrites(parse));
        var batch = new BatchRestoration(_terminal, settings, _device.Read(parse))
        {
            Overwrites = _output.Overwrites(parse),
            MakesFolders = pattern.MakesFolders,
            Quiet = parse.GetValue(_report.Quiet),
            Json = parse.GetValue(_report.Json),
            Remarks = warnings.Texts,
            Report = shard is null ? static _ => { } : items => ShardReport.Write(pattern.Root!, shard, items),
        };
        return batch.Run(items, cancellation);
    }

    private int RunOne(string input, ParseResult parse, CancellationToken cancellation)
    {
        var settings = ReadSettings(parse);
        string? output = input == Stream && _output.Read(parse) is null ? Stream : _output.Read(parse);
        bool toStream = output == Stream;
        var picture = new BatchPicture(input, input == Stream ? "stdin.png" : Path.GetFileName(input));
        settings = settings with { Task = CompanionFiles.Resolve(settings.Task, picture) };
        var (target, format) = toStream ? (null, ImageFormat.Png) : PrepareTarget(OutputPattern.Parse(output, isMany: false), picture, settings, parse);
        if (target is not null && OutputFile.Exists(target) && _output.Skips(parse))
        {
            _terminal.Output.WriteLine($"{target}: skipped, as it is there");
            return ExitCode.Success;
        }

        if (toStream && _terminal.OutputIsInteractive)
        {
            throw new CliException(ExitCode.Usage, "a picture is of no use on a terminal: redirect standard output, or name a file with -o");
        }

        string? dump = parse.GetValue(_dump);
        if (dump is not null)
        {
            OutputFile.RequireWritable(dump, [target, input, .. settings.Task.Files, settings.Model.Path]);
            OutputFile.RequireFree(_output.Overwrites(parse), dump);
        }

        byte[] bytes = input == Stream
            ? StandardInput.ReadAllBytes(_terminal.OpenInput(), "standard input", ImageLimits.MaxFileBytes)
            : InputFile.ReadAllBytes(input, ImageLimits.MaxFileBytes);
        var warnings = new Warnings(_terminal);
        var prepared = PreparedPicture.Of(settings, input, bytes, format, target, warnings);
        prepared.RequireFreeSideFiles(_output.Overwrites(parse));

        var (writer, json) = (toStream ? _terminal.Error : _terminal.Output, parse.GetValue(_report.Json));
        if (prepared.Job is not { } job)
        {
            Write(target, prepared.Photograph, format, [], parse);
            if (json)
            {
                RestoreReport.WriteUnchanged(writer, target ?? StreamName, prepared, warnings);
            }

            return ExitCode.Success;
        }

        var result = Restoration.Run(_terminal, _device.Read(parse), settings.Model, job, prepared.Photograph.Pixels, parse.GetValue(_report.Quiet),
            cancellation);
        var check = prepared.Check(result, warnings);
        var beside = prepared.SideFiles(result);
        beside = dump is null ? beside : beside.Append((dump, Encoding.UTF8.GetBytes(prepared.JobLines())));
        Write(target, prepared.With(result, check), format, beside, parse);
        new RestoreReport(settings, prepared, job, result, check, warnings).Write(writer, target ?? StreamName, json);
        return ExitCode.Success;
    }

    private (string Target, ImageFormat Format) PrepareTarget(OutputPattern pattern, BatchPicture picture, RestoreSettings settings, ParseResult parse)
    {
        string target = pattern.For(picture);
        var format = PictureTarget.Prepare(target, pattern.MakesFolders, [picture.Path, .. settings.Task.Files, settings.Model.Path]);
        OutputFile.RequireFree(_output.Overwrites(parse) || _output.Skips(parse), target);
        return (target, format);
    }

    private void Write(
        string? target, Photograph photograph, ImageFormat format, IEnumerable<(string Path, byte[] Contents)> beside, ParseResult parse)
    {
        if (target is not null)
        {
            ImageWriter.Save(target, photograph, beside, _output.Overwrites(parse));
            return;
        }

        OutputFile.WriteTogether(beside, _output.Overwrites(parse));
        using var stream = _terminal.OpenOutput();
        stream.Write(ImageWriter.Encode(photograph, format));
    }
}
