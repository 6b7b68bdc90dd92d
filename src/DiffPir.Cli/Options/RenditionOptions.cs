using System.CommandLine;
using System.Globalization;
using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>What is made of a restoration: how many pictures are drawn, how much of the result is taken, how much grain is put on it.</summary>
internal sealed class RenditionOptions
{
    /// <summary>Pictures to draw.</summary>
    public Option<long?> Samples { get; } = OptionFactory.Whole(
        "--samples", "draw so many likely pictures: the result is their mean; each is written beside it, and a map of where they differ", 2,
        RestorationJob.MostDraws);

    /// <summary>Share of the result.</summary>
    public Option<double?> Strength { get; } = OptionFactory.Real(
        "--strength", "share of the restoration in the result, 0 (the picture as it was) to 1 (all of it); not for sr (1)", 0, 1);

    /// <summary>Grain.</summary>
    public Option<double?> Grain { get; } = OptionFactory.Real(
        "--grain", "grain to put on the result, standard deviation in grey levels, the same in all colours (0)", 0, Rendition.MostGrain);

    /// <summary>Adds all to <paramref name="command"/>.</summary>
    public void AddTo(Command command, Option<TaskKind?> task)
    {
        foreach (var option in (Option[])[Samples, Strength, Grain])
        {
            command.Options.Add(option);
        }

        command.OnlyFor(task, Strength, TaskKind.Deblur, TaskKind.Inpaint, TaskKind.Denoise, TaskKind.Jpeg);
    }

    /// <summary>Pictures to draw.</summary>
    public int ReadSamples(ParseResult parse) => (int)(parse.GetValue(Samples) ?? 1);

    /// <summary>What is given, as lines of a job file.</summary>
    public string Describe(ParseResult parse)
    {
        (string Key, IFormattable? Value)[] given = [("samples", parse.GetValue(Samples)), ("strength", parse.GetValue(Strength)),
            ("grain", parse.GetValue(Grain))];
        return string.Concat(given.Where(static line => line.Value is not null)
            .Select(static line => $"{line.Key}: {line.Value!.ToString(null, CultureInfo.InvariantCulture)}\n"));
    }

    /// <summary>The result as it shall be written.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="restored">The whole restoration.</param>
    /// <param name="before">The picture as it was.</param>
    /// <param name="seed">Chooses the grain.</param>
    public PlanarImage Finish(ParseResult parse, PlanarImage restored, PlanarImage before, ulong seed) =>
        new Rendition(parse.GetValue(Strength) ?? 1, parse.GetValue(Grain) ?? 0).Apply(restored, before, seed);
}
