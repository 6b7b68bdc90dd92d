using System.Text.RegularExpressions;
using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// A model whose network has been recognised and whose tensors fit it, by their names and shapes; their values are not read yet.
/// </summary>
public sealed partial class DenoiserModel : IDisposable
{
    private readonly RecognisedNetwork _network;

    private DenoiserModel(Checkpoint checkpoint, DenoiserArchitecture architecture, RecognisedNetwork network) =>
        (Checkpoint, Architecture, _network) = (checkpoint, architecture, network);

    /// <summary>The tensors.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The family of the network.</summary>
    public DenoiserArchitecture Architecture { get; }

    /// <summary>The network: a <see cref="UNetConfiguration"/> or a <see cref="DrunetConfiguration"/>.</summary>
    public IDenoiserConfiguration Configuration => _network.Configuration;

    /// <summary>Every file that was read to open the model: weights, their index, configurations. None must be overwritten while it is in use.</summary>
    public IReadOnlyList<string> Files => [Checkpoint.FilePath, .. Checkpoint.Files, .. _network.Configurations];

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
            var family = DenoiserFamilies.Of(checkpoint) ?? throw Unknown(checkpoint);
            if (family.HasOwnSchedule && options is { Schedule: not null } or { TrainingSteps: not null })
            {
                throw new CheckpointException(
                    CheckpointFault.WrongModel, checkpoint.FilePath, "a noise schedule was given, and this network has its own",
                    "Give one with a guided-diffusion UNet only");
            }

            var model = new DenoiserModel(checkpoint, family.Architecture, family.Infer(checkpoint, options));
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

    /// <summary>Checks, without a device, that nothing is missing for <see cref="Load"/>.</summary>
    /// <exception cref="CheckpointException">A class is needed and none or a wrong one was given.</exception>
    public void RequireComplete()
    {
        if (Configuration is UNetConfiguration network)
        {
            ClassEmbedding.Require(network, Checkpoint.FilePath);
        }
    }

    /// <summary>Prepares the network for a device. Values are checked when they are read, once: by the first session.</summary>
    /// <param name="device">Where it will run; disposed after the denoiser.</param>
    /// <param name="choices">Measured choices among candidates; null for none.</param>
    /// <returns>The denoiser, which the caller disposes; this model may be disposed before.</returns>
    /// <exception cref="CheckpointException">
    /// A class is needed and none or a wrong one was given.
    /// </exception>
    public ITunableDenoiser Load(ComputeDevice device, TuningTable? choices = null) => _network.Load(device, choices);

    /// <inheritdoc/>
    public void Dispose() => Checkpoint.Dispose();

    /// <summary>
    /// Remarks that a converted file needs to be recognised as the same network: what options or other files have told of this one.
    /// </summary>
    internal Dictionary<string, string> Describe() => _network.Describe();

    [GeneratedRegex(@"-\d+-of-\d+\.\w+$")]
    private static partial Regex ShardName();

    private static bool IsShard(string path) => ShardName().IsMatch(path);

    private static CheckpointException Unknown(Checkpoint checkpoint)
    {
        const int examples = 4;
        string tensors = string.Join(", ", checkpoint.Tensors.Take(examples).Select(
            tensor => $"{ErrorText.Quote(tensor.Name)} {tensor.Type.Name()} {ErrorText.Shape(tensor.Shape)}"));
        string shown = checkpoint.Tensors.Count == 0 ? "" : $": {tensors}{(checkpoint.Tensors.Count > examples ? ", ..." : "")}";
        return new CheckpointException(
            CheckpointFault.WrongModel, checkpoint.FilePath,
            $"it holds {ErrorText.Count(checkpoint.Tensors.Count, "tensor")} of no known network{shown}",
            NetworkMark.Remedy);
    }
}
