using System.CommandLine;

namespace DiffPir.Cli.Options;

/// <summary>Holes that are made in pictures to try inpainting on.</summary>
internal sealed class HoleOptions
{
    /// <summary>A rectangle.</summary>
    public Option<BoxSpec?> Box { get; } = CreateBox();

    /// <summary>Single pixels.</summary>
    public Option<double?> Random { get; } =
        OptionFactory.Real("--random", "inpaint, deblur, sr, colorize: share of pixels to remove at random places, above 0 and below 1", 0, 0.999,
            exclusive: true);

    /// <summary>Adds both to <paramref name="command"/>: inpainting needs one of them or a mask, other tasks may have one.</summary>
    public void AddTo(Command command, TaskOptions task)
    {
        command.Options.Add(Box);
        command.Options.Add(Random);
        command.OnlyFor(task.Task, task.Mask, TaskOptions.WithHoles);
        command.OnlyFor(task.Task, Box, TaskOptions.WithHoles);
        command.OnlyFor(task.Task, Random, TaskOptions.WithHoles);
        command.Validators.Add(result =>
        {
            if (result.GetValue(task.Mask) == OptionFactory.Auto)
            {
                result.AddError($"{task.Mask.Name} {OptionFactory.Auto} is for restore, which finds scratches and dust of a picture: name a mask, or make a hole with {Box.Name} or {Random.Name}");
            }
        });
        command.AtMostOne(task.Task, TaskKind.Inpaint, task.Mask, Box, Random);
        command.RequireOne(task.Task, TaskKind.Inpaint, task.Mask, Box, Random);
    }

    private static Option<BoxSpec?> CreateBox()
    {
        var option = new Option<BoxSpec?>("--box")
        {
            Description = "inpaint, deblur, sr, colorize: a hole of this size at a random place, SIDE or WIDTHxHEIGHT",
            HelpName = "size",
        };
        option.CustomParser = static result =>
        {
            if (!BoxSpec.TryParse(result.Tokens[0].Value, out var box))
            {
                result.AddError($"--box is '{result.Tokens[0].Value}' and must be SIDE or WIDTHxHEIGHT in pixels, for example 128 or 96x64");
            }

            return box;
        };
        return option;
    }
}
