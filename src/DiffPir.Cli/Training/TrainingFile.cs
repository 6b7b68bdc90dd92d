using System.Globalization;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Kernels.Training;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Sampler.Training;

namespace DiffPir.Cli.Training;

/// <summary>
/// The file beside a trained model that holds what going on needs: weights, their average, the optimizer's means, and under which options
/// they came about.
/// </summary>
internal static class TrainingFile
{
    private const string Steps = "steps", Seconds = "seconds", Weights = "weights", Average = "average", First = "first moment", Second = "second moment",
        Losses = "losses", Factor = "loss factor";

    /// <summary>The file that goes with a model.</summary>
    public static string PathFor(string model) => model + ".training";

    /// <summary>Keeps a state and the model it has led to. The state comes first: the model follows from it.</summary>
    /// <exception cref="CliException">The disk is full or fails; what was there before stays.</exception>
    public static void Save(
        string model, UNetConfiguration network, TrainingState state, IReadOnlyDictionary<string, string> options, PriorSettings? settings)
    {
        var writer = new CheckpointWriter();
        foreach (var (name, value) in options)
        {
            writer.Metadata.Add(name, value);
        }

        writer.Metadata.Add(Steps, state.Steps.ToString(CultureInfo.InvariantCulture));
        writer.Metadata.Add(Seconds, state.Seconds.ToString("R", CultureInfo.InvariantCulture));
        writer.Add(Weights, [state.Weights.Length], state.Weights);
        writer.Add(Average, [state.Average.Length], state.Average);
        writer.Add(First, [state.FirstMoment.Length], state.FirstMoment);
        writer.Add(Second, [state.SecondMoment.Length], state.SecondMoment);
        writer.Add(Losses, [state.Losses.Length], state.Losses);
        if (state.LossFactor is { } factor)
        {
            writer.Add(Factor, [factor.Length], factor);
        }

        OutputFile.Write(PathFor(model), writer.Write);
        SaveModel(model, network, state.Average, settings);
    }

    /// <summary>Writes the model alone.</summary>
    /// <exception cref="CliException">The disk is full or fails; what was there before stays.</exception>
    public static void SaveModel(string model, UNetConfiguration network, float[] weights, PriorSettings? settings)
    {
        var writer = TrainingParameters.Write(network, weights);
        foreach (var (name, value) in settings?.ToRemarks() ?? new Dictionary<string, string>())
        {
            writer.Metadata.Add(name, value);
        }

        OutputFile.Write(model, writer.Write);
    }

    /// <summary>Whether a model keeps settings of restoration that were searched after so many steps.</summary>
    public static bool IsSearched(string model, int steps) =>
        InputFile.Exists(model) && new ModelChoice(model, IsBuiltin: false, new()).Settings?.SearchedAfterSteps == steps;

    /// <summary>The state that was kept last; null where there is none.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="parameters">Parameters of the network.</param>
    /// <param name="options">Options that must be the same.</param>
    /// <exception cref="CliException">The file cannot be read, or is of another training (usage).</exception>
    public static TrainingState? Find(string model, long parameters, IReadOnlyDictionary<string, string> options)
    {
        string path = PathFor(model);
        if (!InputFile.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = Checkpoint.OpenTensors(path);
            foreach (var (name, value) in options)
            {
                string before = file.Metadata.GetValueOrDefault(name, "nothing");
                if (before != value)
                {
                    throw new CliException(
                        ExitCode.Usage,
                        $"'{path}' is of a training with {name} {before}, not {value}: go on with the same options, or remove it or name another output to begin anew");
                }
            }

            long[] shape = [parameters];
            return new(
                int.Parse(file.Metadata[Steps], CultureInfo.InvariantCulture), double.Parse(file.Metadata[Seconds], CultureInfo.InvariantCulture),
                file.Read(Weights, shape), file.Read(Average, shape), file.Read(First, shape), file.Read(Second, shape),
                file.Read(Losses, [DenoisingLoss.HistoryLength]))
            {
                LossFactor = file.TryFind(Factor, out _) ? file.Read(Factor, [Optimizer.LossFactorLength]) : null,
            };
        }
        catch (Exception e) when (e is CheckpointException or FormatException or OverflowException or KeyNotFoundException)
        {
            throw new CliException(
                ExitCode.UnreadableInput, $"the training '{path}' cannot go on: {e.Message.TrimEnd('.')}; remove the file to begin anew", e);
        }
    }
}
