using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>Brings a prior from its file onto a device.</summary>
internal static class PriorFile
{
    /// <summary>Checks, without a device, whether a prior can do a job to a picture.</summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, of another architecture, or needs a class.</exception>
    /// <exception cref="SamplerException">Something else does not fit.</exception>
    public static void Check(ModelChoice choice, RestorationJob job, PlanarImage picture)
    {
        using var model = choice.Open();
        model.RequireComplete();
        job.Check(picture, model.Configuration);
    }

    /// <summary>Loads the network, with the choices among kernels that were measured for the device; the file is closed afterwards.</summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, or of another architecture.</exception>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    /// <exception cref="CliException">Nothing has its name (wrong model), or its tiles would be too small for it (usage).</exception>
    public static ITunableDenoiser Load(Terminal terminal, ComputeDevice device, ModelChoice choice)
    {
        choice.RequireKnown();
        var prior = DenoiserLoader.Load(device, choice.Path, choice.Options, DeviceOpener.ReadChoices(terminal, device));
        if (choice.TileSide is not { } side || TiledDenoiser.Objection(prior, side) is not { } objection)
        {
            return prior;
        }

        using (prior)
        {
            // A job would be refused for it as well, but so would each picture of a batch: it ends with the first.
            throw new CliException(ExitCode.Usage, Remedies.AddTo(objection));
        }
    }
}
