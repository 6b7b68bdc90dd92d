using System.CommandLine;
using DiffPir.Kernels.Attention;
using DiffPir.Models;
using DiffPir.Network;

namespace DiffPir.Cli.Options;

/// <summary>Which prior: <c>--model</c>, and what a checkpoint does not tell of itself.</summary>
internal sealed class ModelOptions
{
    /// <summary>The word for the prior that comes with DiffPir.</summary>
    public const string Builtin = BuiltinModels.Standard;

    /// <summary>The word for its smaller predecessor, which takes less than half the time.</summary>
    public const string BuiltinSmall = BuiltinModels.Small;

    // A linear schedule of 20 steps and fewer would add more noise than there is.
    private const int LeastTrainingSteps = 100;

    /// <summary>Paths of the priors that come with DiffPir, by their words.</summary>
    public static IReadOnlyDictionary<string, string> BuiltinPaths => BuiltinModels.Paths;

    /// <summary>The model file, or <see cref="Builtin"/>.</summary>
    public Option<string> Model { get; } = new Option<string>("--model")
    {
        Description = "the prior: builtin, builtin-small (faster, weaker), a .safetensors, .pt or .pth file, a diffusers folder, or a name of 'diffpir model list'",
        HelpName = "builtin|builtin-small|path",
        DefaultValueFactory = _ => Builtin,
    }.Completing(Builtin, BuiltinSmall);

    /// <summary>Channels an attention head.</summary>
    public Option<long?> HeadChannels { get; } =
        OptionFactory.Whole("--head-channels", "channels of an attention head, where the file does not tell (64)", 1, 4096);

    /// <summary>Attention heads.</summary>
    public Option<long?> Heads { get; } =
        OptionFactory.Whole("--heads", "number of attention heads, instead of --head-channels", 1, 4096);

    /// <summary>Order of q, k and v inside the attention's projection.</summary>
    public Option<AttentionOrder?> AttentionOrder { get; } = OptionFactory.Word(
        "--attention-order",
        "order of q, k, v in the attention projection, where the file does not tell (legacy)",
        ("legacy", Kernels.Attention.AttentionOrder.Legacy),
        ("new", Kernels.Attention.AttentionOrder.New));

    /// <summary>How noise grew in the training.</summary>
    public Option<ScheduleShape?> Schedule { get; } = OptionFactory.Word(
        "--schedule",
        "noise schedule that the model was trained with, where the file does not tell (linear)",
        ("linear", ScheduleShape.Linear),
        ("cosine", ScheduleShape.Cosine));

    /// <summary>Time steps of the training.</summary>
    public Option<long?> TrainSteps { get; } = OptionFactory.Whole(
        "--train-steps", "time steps that the model was trained with, where the file does not tell (1000)", LeastTrainingSteps, TrainingSchedule.MostSteps);

    /// <summary>Class of a class-conditional model.</summary>
    public Option<long?> Class { get; } = OptionFactory.Whole("--class", "class of the picture, for a class-conditional model", 0, 1_000_000);

    /// <summary>Adds all to <paramref name="command"/>, with or without <see cref="Model"/>.</summary>
    public void AddTo(Command command, bool withModel = true)
    {
        if (withModel)
        {
            command.Options.Add(Model);
        }

        command.Options.Add(HeadChannels);
        command.Options.Add(Heads);
        command.Options.Add(AttentionOrder);
        command.Options.Add(Schedule);
        command.Options.Add(TrainSteps);
        command.Options.Add(Class);
        command.Validators.Add(result =>
        {
            if (result.GetResult(HeadChannels) is not null && result.GetResult(Heads) is not null)
            {
                result.AddError("--head-channels and --heads say the same thing: give one of them");
            }
        });
    }

    /// <summary>The values of a parsed command line.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="model">The model where it is no option but an argument; null reads <see cref="Model"/>.</param>
    public ModelChoice Read(ParseResult parse, string? model = null)
    {
        var options = new UNetOptions
        {
            HeadChannels = (int?)parse.GetValue(HeadChannels),
            Heads = (int?)parse.GetValue(Heads),
            AttentionOrder = parse.GetValue(AttentionOrder),
            Schedule = parse.GetValue(Schedule),
            TrainingSteps = (int?)parse.GetValue(TrainSteps),
            Class = (int?)parse.GetValue(Class),
        };
        return ModelChoice.Named(model ?? parse.GetRequiredValue(Model)) with { Options = options };
    }

    /// <summary>The file or folder that a model's name on the command line means.</summary>
    public static string PathOf(string model) => BuiltinPaths.TryGetValue(model, out string? shipped) ? shipped : ModelsFolder.Resolve(model);
}
