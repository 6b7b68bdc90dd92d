using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Options;

/// <summary>What to undo, and how: the options that determine a restoration, wherever it is asked for.</summary>
internal sealed class RestoreOptions
{
    /// <summary>The option that insists on a result.</summary>
    public const string Force = "--force";

    private readonly Option<bool> _force = OptionFactory.Switch(Force,
        "write a result that is worse than the picture as it was, too; without it, exit code 7 and no file");
    private readonly TaskOptions _task = new();
    private readonly ModelOptions _model = new();
    private readonly TileOption _tile = new();
    private readonly SamplingOptions _sampling = new();
    private readonly RenditionOptions _rendition = new();

    /// <summary>The task.</summary>
    public Option<TaskKind?> Task => _task.Task;

    /// <summary>Adds all to <paramref name="command"/>, with the rules of what goes together.</summary>
    /// <param name="command">Receives them.</param>
    /// <param name="holes">Holes that may be made instead of a mask; null where there is a mask.</param>
    public void AddTo(Command command, HoleOptions? holes = null)
    {
        _task.AddTo(command);
        _task.AddRulesTo(command);
        if (holes is null)
        {
            command.OnlyFor(_task.Task, _task.Mask, [.. TaskOptions.WithHoles, TaskKind.Denoise]);
        }
        else
        {
            holes.AddTo(command, _task);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_task.Mask) is { Implicit: false } && result.GetResult(_task.Blur) is { Tokens: [{ Value: OptionFactory.Auto }] })
            {
                result.AddError(
                    $"{_task.Blur.Name} {OptionFactory.Auto} does not go with {_task.Mask.Name}, as the edges of scratches mislead its search: "
                    + $"fill them in first (--task inpaint), or name the blur");
            }
        });
        _model.AddTo(command);
        _tile.AddTo(command);
        _sampling.AddTo(command);
        _rendition.AddTo(command, _task.Task);
        command.Options.Add(_force);
    }

    /// <summary>The values of words that stand on no command line.</summary>
    /// <exception cref="CliException">They are none, or do not go together (usage).</exception>
    public static RestoreSettings Parse(IReadOnlyList<string> words)
    {
        var options = new RestoreOptions();
        var command = new Command("job", "a job");
        options.AddTo(command);
        var parse = command.Parse(words, CommandLineApp.Parsing);
        return parse.Errors is [var error, ..] ? throw new CliException(ExitCode.Usage, error.Message.TrimEnd('.')) : options.Read(parse);
    }

    /// <summary>The values of a parsed command line.</summary>
    public RestoreSettings Read(ParseResult parse)
    {
        var (samples, seed) = (_rendition.ReadSamples(parse), _sampling.ReadSeed(parse));
        var preset = _sampling.ReadPreset(parse);
        var model = _model.Read(parse) with { TileSide = _tile.Read(parse) };
        return new()
        {
            Task = SamplingDefaults.WithEdges(preset, _task.Read(parse)),
            Noise = _task.ReadNoise(parse),
            Preset = preset,
            Model = model,
            ModelSha256 = new(() => ModelFiles.HashOf(model.Path, model.Options)),
            ModelName = parse.GetRequiredValue(_model.Model),
            Seed = seed,
            Samples = samples,
            Rendition = _rendition.Describe(parse) + (parse.GetValue(_force) ? "force: true\n" : ""),
            Forces = parse.GetValue(_force),
            Finish = (restored, before) => _rendition.Finish(parse, restored, before, seed),
            KernelName = _task.ReadKernelName(parse),
            BlurName = parse.GetResult(_task.Blur)?.Tokens[0].Value,
            Configure = (degradation, noise) => _sampling.Read(parse, degradation, noise, model, samples > 1),
        };
    }
}
