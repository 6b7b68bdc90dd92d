using System.CommandLine;
using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Cli.Options;

/// <summary>What happened to the picture: options that <c>restore</c> and <c>degrade</c> share.</summary>
internal sealed class TaskOptions
{
    /// <summary>The tasks whose pictures may have missing pixels.</summary>
    public static readonly TaskKind[] WithHoles = [TaskKind.Inpaint, TaskKind.Deblur, TaskKind.SuperResolution, TaskKind.Colorize];

    /// <summary>The task.</summary>
    public Option<TaskKind?> Task { get; } = CreateTask();

    /// <summary>Reduction factor.</summary>
    public Option<long?> Scale { get; } = OptionFactory.Whole("--scale", "sr: reduction factor", SuperResolution.LeastScale, SuperResolution.MostScale);

    /// <summary>How pictures were reduced.</summary>
    public Option<Reduction?> Reduction { get; } = OptionFactory.Word(
        "--reduction", "sr: how the picture was reduced, unless --kernel or --blur says it: bicubic, or average for the mean of each block (bicubic)",
        ("bicubic", Options.Reduction.Bicubic),
        ("average", Options.Reduction.Average));

    /// <summary>Blur kernel file.</summary>
    public Option<string?> Kernel { get; } = OptionFactory.File(
        "--kernel",
        "deblur: the blur kernel, a grey picture, rows of numbers (.txt, .csv), a NumPy array (FILE.npy[:NUMBER]) or a MAT-file "
        + "(FILE.mat[:VARIABLE[:NUMBER]]); three numbers, or FILE.png:rgb: one for each channel; sr: the filter before reduction (ideal bicubic)");

    /// <summary>Whether the kernel file is turned.</summary>
    public Option<bool> KernelFlip { get; } = OptionFactory.Switch(
        "--kernel-flip", "turn the kernel of --kernel by 180 degrees; try it where a deblurred picture has doubled outlines");

    /// <summary>Blur by name.</summary>
    public Option<BlurSpec?> Blur { get; } = CreateBlur();

    /// <summary>Mask file.</summary>
    public Option<string?> Mask { get; } = OptionFactory.File("--mask",
        $"what to fill in: a picture of the same size, white = known, black = to fill in; or {OptionFactory.Auto} for restore to find scratches and dust; left out, restore --task inpaint fills in what is transparent");

    /// <summary>What white means in the mask.</summary>
    public Option<MaskMeaning?> MaskIs { get; } = OptionFactory.Word(
        "--mask-is", "what is white in the mask: known (what is known) or fill (what is to be filled in) (known)",
        ("known", MaskMeaning.Known),
        ("fill", MaskMeaning.Fill));

    /// <summary>Standard deviation of the noise.</summary>
    public Option<double?> Noise { get; } = OptionFactory.RealOrAuto(
        "--noise", "standard deviation of the noise in grey levels, 0 to 255; restore reads it off the picture (auto) where it is left out", 0,
        Degradation.MostNoise);

    /// <summary>What a blur sees beyond the edges.</summary>
    public Option<BoundaryHandling?> Boundary { get; } = OptionFactory.Word(
        "--boundary",
        "what lies beyond the edges: unknown (the model continues the picture; photographs), reflect (the picture mirrored) or periodic "
        + "(its opposite edge; published experiments); left out, unknown to restore a deblurring, otherwise reflect",
        ("unknown", BoundaryHandling.Unknown),
        ("reflect", BoundaryHandling.Reflect),
        ("periodic", BoundaryHandling.Periodic));

    /// <summary>Largest picture read.</summary>
    public Option<long?> MaxPixels { get; } = OptionFactory.Whole(
        "--max-pixels", $"largest picture to read or produce, in pixels ({ImageLimits.DefaultMaxPixels})", 1, ImageLimits.MostPixels);

    /// <summary>Adds all to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Task, Scale, Reduction, Kernel, KernelFlip, Blur, Mask, MaskIs, Noise, Boundary, MaxPixels])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Adds the rules that hold for restoring and degrading alike.</summary>
    public void AddRulesTo(Command command)
    {
        command.OnlyFor(Task, Scale, TaskKind.SuperResolution);
        command.OnlyFor(Task, Kernel, TaskKind.Deblur, TaskKind.SuperResolution);
        command.OnlyFor(Task, Blur, TaskKind.Deblur, TaskKind.SuperResolution);
        command.OnlyFor(Task, Reduction, TaskKind.SuperResolution);
        command.AtMostOne(Task, TaskKind.Deblur, Reduction, Kernel, Blur);
        command.OnlyFor(Task, Boundary, TaskKind.Deblur, TaskKind.SuperResolution);
        command.OnlyWith(KernelFlip, Kernel);
        command.OnlyWith(MaskIs, Mask);
        command.RequireOne(Task, TaskKind.Deblur, Kernel, Blur);
        command.RequireOne(Task, TaskKind.SuperResolution, Scale);
    }

    /// <summary>The noise of a parsed command line in grey levels; null where it is to be read off the picture.</summary>
    public double? ReadNoise(ParseResult parse) => parse.GetValue(Noise) is { } level && !double.IsNaN(level) ? level : null;

    /// <summary>The values of a parsed command line.</summary>
    public TaskChoice Read(ParseResult parse) => new(
        parse.GetValue(Task)!.Value,
        (int)(parse.GetValue(Scale) ?? 1),
        parse.GetValue(Kernel),
        parse.GetValue(Blur),
        FindsMask(parse) ? null : parse.GetValue(Mask),
        ReadNoise(parse) ?? 0,
        parse.GetValue(Boundary),
        parse.GetValue(MaxPixels) ?? ImageLimits.DefaultMaxPixels)
    {
        FindsMask = FindsMask(parse),
        Reduction = parse.GetValue(Reduction) ?? Options.Reduction.Bicubic,
        TurnsKernel = parse.GetValue(KernelFlip),
        NoiseIsGiven = ReadNoise(parse) is not null,
        ReadsNoise = parse.GetValue(Noise) is double.NaN,
        White = parse.GetValue(MaskIs) ?? MaskMeaning.Known,
    };

    /// <summary>The blur kernel as the command line names it, by file or by form; null where it names none.</summary>
    public string? ReadKernelName(ParseResult parse) =>
        parse.GetValue(Kernel) ?? (parse.GetResult(Blur) is { Tokens: [var token] } ? token.Value : null);

    private bool FindsMask(ParseResult parse) => parse.GetValue(Mask) == OptionFactory.Auto;

    private static Option<TaskKind?> CreateTask()
    {
        var option = OptionFactory.Word("--task", "what to undo (restore) or to do (degrade)", TaskRules.Words);
        option.Required = true;
        return option;
    }

    private static Option<BlurSpec?> CreateBlur()
    {
        var option = new Option<BlurSpec?>("--blur")
        {
            Description = $"deblur, sr: the blur, {BlurSpec.Syntax} (restore finds it out from the picture)",
            HelpName = "blur",
        };
        option.CustomParser = static result =>
        {
            if (!BlurSpec.TryParse(result.Tokens[0].Value, out var spec, out string? problem))
            {
                result.AddError($"--blur: {problem}");
            }

            return spec;
        };
        return option.Completing(BlurSpec.Forms);
    }
}
