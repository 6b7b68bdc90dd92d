using System.Text;
using System.Text.RegularExpressions;
using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// A model whose network has been recognised and whose tensors fit it, by their names and shapes; their values are not read yet.
/// </summary>
public sealed partial class DenoiserModel : IDisposable
{
    private readonly DiffusersNames? _names;

    private DenoiserModel(
        Checkpoint checkpoint, DenoiserArchitecture architecture, IDenoiserConfiguration configuration, DiffusersNames? names = null)
    {
        Checkpoint = checkpoint;
        Architecture = architecture;
        Configuration = configuration;
        _names = names;
    }

    /// <summary>The tensors.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The family of the network.</summary>
    public DenoiserArchitecture Architecture { get; }

    /// <summary>The network: a <see cref="UNetConfiguration"/> or a <see cref="DrunetConfiguration"/>.</summary>
    public IDenoiserConfiguration Configuration { get; }

    /// <summary>Every file that was read to open the model: weights, their index, configurations. None must be overwritten while it is in use.</summary>
    public IReadOnlyList<string> Files =>
    [
        Checkpoint.FilePath, .. Checkpoint.Files,
        .. Architecture == DenoiserArchitecture.Diffusers ? DiffusersFolder.FindConfigurations(Checkpoint) : [],
    ];

    /// <summary>Opens a model and recognises its network.</summary>
    /// <param name="path">A file as of <see cref="Checkpoint.Open"/>, or a folder of the diffusers library.</param>
    /// <param name="options">What the model does not tell; null for the defaults.</param>
    /// <exception cref="CheckpointException">The model cannot be read, or is of no known network.</exception>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public static DenoiserModel Open(string path, UNetOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Of(Checkpoint.Open(Directory.Exists(path) ? DiffusersFolder.FindWeights(path) : path), options);
    }

    /// <summary>Recognises a network, of whose tensors it becomes the owner.</summary>
    /// <inheritdoc cref="Open"/>
    internal static DenoiserModel Of(Checkpoint checkpoint, UNetOptions? options = null)
    {
        try
        {
            DenoiserArchitecture? architecture = Recognise(checkpoint);
            bool isScheduleGiven = options is { Schedule: not null } or { TrainingSteps: not null };
            if (isScheduleGiven && architecture is DenoiserArchitecture.Diffusers or DenoiserArchitecture.Drunet)
            {
                throw new CheckpointException(
                    CheckpointFault.WrongModel, checkpoint.FilePath, "a noise schedule was given, and this network has its own",
                    "Give one with a guided-diffusion UNet only");
            }

            DenoiserModel model = architecture switch
            {
                DenoiserArchitecture.GuidedDiffusion =>
                    new DenoiserModel(checkpoint, DenoiserArchitecture.GuidedDiffusion, UNetConfiguration.Infer(checkpoint, options)),
                DenoiserArchitecture.Drunet => new DenoiserModel(checkpoint, DenoiserArchitecture.Drunet, DrunetConfiguration.Infer(checkpoint)),
                DenoiserArchitecture.Diffusers => OpenDiffusers(checkpoint, options),
                _ => throw Unknown(checkpoint),
            };
            return model.Configuration.Channels is 1 or 3 ? model : throw NoPictures(checkpoint, model.Configuration.Channels);
        }
        catch (CheckpointException error) when (error.Fault == CheckpointFault.WrongModel && IsShard(checkpoint.FilePath))
        {
            checkpoint.Dispose();
            throw new CheckpointException(
                CheckpointFault.WrongModel, checkpoint.FilePath, "by its name it is one of several files that are a model together",
                $"Pass the index beside it, which ends in {ShardIndex.Ending}", innerException: error);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The error of a network whose channels are no colours: latent codes, or a picture with another one beside it.</summary>
    private static CheckpointException NoPictures(Checkpoint checkpoint, int channels) => new(
        CheckpointFault.WrongModel,
        checkpoint.FilePath,
        $"the network takes {channels} channels, and pictures have 1 or 3",
        "Models of latent codes and models that enlarge a second picture are no priors of photographs; use one that was trained on pictures alone");

    /// <summary>Prepares the network for a device. Values are checked when they are read, once: by the first session.</summary>
    /// <param name="device">Where it will run; disposed after the denoiser.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    /// <returns>The denoiser, which the caller disposes; this model may be disposed before.</returns>
    /// <exception cref="CheckpointException">
    /// A class is needed and none or a wrong one was given.
    /// </exception>
    public IPrior Load(ComputeDevice device, TuningTable? choices = null) => Configuration switch
    {
        UNetConfiguration unet when _names is not null =>
            UNetDenoiser.Load(device, Checkpoint, unet, _names.WeightsOf, choices),
        UNetConfiguration unet => UNetDenoiser.Load(device, Checkpoint, unet, UNetDenoiser.WeightsOf, choices),
        _ => DrunetDenoiser.Load(device, Checkpoint, choices),
    };

    /// <inheritdoc/>
    public void Dispose() => Checkpoint.Dispose();

    /// <summary>
    /// Remarks that a converted file needs to be recognised as the same network: what options or other files have told of this one.
    /// </summary>
    internal Dictionary<string, string> Describe()
    {
        if (Architecture == DenoiserArchitecture.Diffusers)
        {
            return new(StringComparer.Ordinal)
            {
                [DiffusersFolder.ConfigKey] = Encoding.UTF8.GetString(DiffusersFolder.FindConfig(Checkpoint).Json.Span),
            };
        }

        return Configuration is UNetConfiguration network ? UNetInference.Describe(network, withAssumed: false) : [];
    }

    /// <summary>The architecture by tensors that only one has; null if it is none of the known ones.</summary>
    internal static DenoiserArchitecture? Recognise(Checkpoint checkpoint)
    {
        bool has(NetworkMark mark) => checkpoint.TryFind(mark.First, out _) && checkpoint.TryFind(mark.Second, out _);
        return has(NetworkMark.GuidedDiffusion) ? DenoiserArchitecture.GuidedDiffusion
            : has(NetworkMark.Diffusers) ? DenoiserArchitecture.Diffusers
            : has(NetworkMark.Drunet) ? DenoiserArchitecture.Drunet
            : null;
    }

    [GeneratedRegex(@"-\d+-of-\d+\.\w+$")]
    private static partial Regex ShardName();

    private static bool IsShard(string path) => ShardName().IsMatch(path);

    private static DenoiserModel OpenDiffusers(Checkpoint checkpoint, UNetOptions? options)
    {
        (UNetConfiguration network, DiffusersNames names) = DiffusersFolder.Infer(checkpoint, options);
        return new DenoiserModel(checkpoint, DenoiserArchitecture.Diffusers, network, names);
    }

    private static CheckpointException Unknown(Checkpoint checkpoint)
    {
        const int examples = 4;
        string tensors = string.Join(", ", checkpoint.Tensors.Take(examples).Select(
            tensor => $"{ErrorText.Quote(tensor.Name)} {tensor.Type.Name()} {ErrorText.Shape(tensor.Shape)}"));
        string shown = checkpoint.Tensors.Count == 0 ? "" : $": {tensors}{(checkpoint.Tensors.Count > examples ? ", ..." : "")}";
        return new CheckpointException(
            CheckpointFault.WrongModel, checkpoint.FilePath,
            $"it holds {ErrorText.Count(checkpoint.Tensors.Count, "tensor")} of no known network{shown}",
            "Pass a guided-diffusion UNet, a diffusers UNet2DModel or a DRUNet");
    }
}
