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
        if (choice.TileSide is not { } side || side >= TiledDenoiser.ShortestSideFor(prior))
        {
            return prior;
        }

        using (prior)
        {
            throw new CliException(ExitCode.Usage, $"--tile is {side}, but this model needs at least {TiledDenoiser.ShortestSideFor(prior)}");
        }
    }
}
