using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Sampler.Training;

namespace DiffPir.Cli.Training;

/// <summary>Where a training begins.</summary>
/// <param name="Path">The file that tells the network.</param>
/// <param name="Network">The network.</param>
/// <param name="Weights">Its first weights.</param>
/// <param name="Settings">The settings of restoration that suit it, until better ones are found; null where nobody knows any.</param>
internal sealed record TrainingStart(string Path, UNetConfiguration Network, float[] Weights, PriorSettings? Settings)
{
    /// <summary>The word for fresh weights.</summary>
    public const string Scratch = "none";

    /// <summary>Reads a model, or makes fresh weights of the built-in network's size.</summary>
    /// <param name="from">A word, a file or a name of a model.</param>
    /// <param name="options">The training's.</param>
    /// <exception cref="CliException">It is no network that can be trained (wrong model), or the crop does not fit it (usage).</exception>
    public static TrainingStart Open(string from, TrainingOptions options)
    {
        bool isFresh = from == Scratch;
        var choice = ModelChoice.Named(isFresh ? ModelOptions.Builtin : from);
        using var model = choice.Open();
        if (model is not { Architecture: DenoiserArchitecture.GuidedDiffusion, Configuration: UNetConfiguration network })
        {
            throw new CliException(
                ExitCode.WrongModel,
                $"'{choice.Path}' is a {NameOf(model.Architecture)}, and only guided-diffusion UNets are trained: give such a file to --from, or builtin or none");
        }

        if (network.Classes is { } classes)
        {
            throw new CliException(
                ExitCode.WrongModel,
                $"'{choice.Path}' is conditioned on {classes} classes, and photographs of a folder have none: give a model without classes to --from, "
                + "or builtin or none");
        }

        if (options.Crop % network.SizeMultiple != 0)
        {
            throw new CliException(ExitCode.Usage, $"--crop is {options.Crop} and must be a multiple of {network.SizeMultiple} for this network");
        }

        return new(
            choice.Path,
            network,
            isFresh ? TrainingParameters.Create(network, options.Seed) : TrainingParameters.Read(network, model.Checkpoint),
            choice.Settings);
    }

    private static string NameOf(DenoiserArchitecture architecture) => architecture == DenoiserArchitecture.Drunet ? "DRUNet" : "diffusers model";
}
