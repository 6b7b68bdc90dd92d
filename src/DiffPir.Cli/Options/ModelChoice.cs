using DiffPir.Cli.Hosting;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>Which prior.</summary>
/// <param name="Path">The model file.</param>
/// <param name="IsBuiltin">True for the prior that comes with DiffPir, which has settings of its own.</param>
/// <param name="Options">What the file does not tell of itself.</param>
internal sealed record ModelChoice(string Path, bool IsBuiltin, UNetOptions Options)
{
    private readonly Lazy<PriorSettings?> _settings = new(() => IsBuiltin ? PriorSettings.BuiltIn : ReadSettings(Path));

    /// <summary>The settings of restoration that suit it: the built-in ones, or those that its file keeps; null where nobody tells.</summary>
    /// <exception cref="CliException">The file's are damaged.</exception>
    public PriorSettings? Settings => _settings.Value;

    /// <summary>The longest side of the tiles through which it looks at a large picture; null looks at any picture as a whole.</summary>
    public int? TileSide { get; init; }

    /// <summary>The model of a word, a file or a name, of which nothing else is said.</summary>
    public static ModelChoice Named(string model) => new(ModelOptions.PathOf(model), ModelOptions.BuiltinPaths.ContainsKey(model), new());

    /// <summary>Opens its file, to be looked at.</summary>
    /// <exception cref="CliException">Nothing has its name (wrong model).</exception>
    /// <exception cref="CheckpointException">The file is missing, damaged, or of another architecture.</exception>
    public DenoiserModel Open()
    {
        RequireKnown();
        return DenoiserModel.Open(Path, Options);
    }

    /// <summary>Checks, before any long work, that a bare name is that of a model; whether a path leads to one shows when it is opened.</summary>
    /// <exception cref="CliException">Nothing has that name; the message says what was likely meant (wrong model).</exception>
    public void RequireKnown()
    {
        if (System.IO.Path.GetFileName(Path) == Path && !File.Exists(Path) && !Directory.Exists(Path))
        {
            throw new CliException(ExitCode.WrongModel, ModelsFolder.Missing(Path));
        }
    }

    /// <summary>Whether it is the same prior, looked at in the same way. What was read of it already makes no difference.</summary>
    public bool Equals(ModelChoice? other) =>
        other is not null && (Path, IsBuiltin, Options, TileSide) == (other.Path, other.IsBuiltin, other.Options, other.TileSide);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, IsBuiltin, Options, TileSide);

    private static PriorSettings? ReadSettings(string path)
    {
        try
        {
            return PriorSettings.Read(path);
        }
        catch (SamplerException e)
        {
            throw new CliException(ExitCode.WrongModel, $"'{path}' keeps damaged remarks: {e.Message}; train or convert it again", e);
        }
    }
}
