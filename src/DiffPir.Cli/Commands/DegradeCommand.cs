using System.CommandLine;
using DiffPir.Cli.Batches;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Sampler;

namespace DiffPir.Cli.Commands;

/// <summary><c>degrade</c>: makes a degraded picture from a clean one, and keeps the kernel or mask that <c>restore</c> needs.</summary>
internal sealed class DegradeCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _input = OptionFactory.FileArgument("INPUT", $"the clean picture: {ImageFile.Formats}");
    private readonly TaskOptions _task = new();
    private readonly OutputOption _output = new();
    private readonly HoleOptions _holes = new();

    private readonly Option<long?> _seed =
        OptionFactory.Whole("--seed", "seed of the noise, of motion paths and of random masks (0)", 0, long.MaxValue);

    private readonly Option<bool> _json = OptionFactory.Switch("--json", "print the result as one line of JSON");

    private DegradeCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new DegradeCommand(terminal);
        var command = new Command(
            "degrade",
            "Degrade a clean picture, to try restore on: blur it, reduce it, make holes in it, add noise. "
            + "The kernel or mask is written beside the output (out-kernel.png, out-mask.png).") { self._input };
        self._output.AddTo(command);
        self._task.AddTo(command);
        self._task.AddRulesTo(command);
        self._holes.AddTo(command, self._task);
        command.RequireOne(self._task.Task, TaskKind.Denoise, self._task.Noise);
        command.RefuseJpeg(self._task.Task);
        command.Validators.Add(result =>
        {
            if (result.GetResult(self._task.Noise) is { Tokens: [{ Value: OptionFactory.Auto }] })
            {
                result.AddError($"--noise {OptionFactory.Auto} is for restore: degrade adds noise of a level from 0 to 255");
            }
        });
        foreach (var option in (Option[])[self._seed, self._json])
        {
            command.Options.Add(option);
        }

        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var (input, output, seed) = (parse.GetRequiredValue(_input), _output.Read(parse), (ulong)(parse.GetValue(_seed) ?? 0));
        var task = DegradationFactory.WithEdgesToDegrade(_task.Read(parse));
        var format = PictureTarget.Prepare(output, makesFolder: false, [input, .. task.Files]);
        var clean = ImageReader.Load(input, task.MaxPixels);
        format.RequireFor(clean);
        var warnings = new Warnings(_terminal);
        warnings.AddRemarks(input, clean.Remarks);
        var (height, width) = (clean.Pixels.Height, clean.Pixels.Width);
        var kernels = DegradationFactory.ReadKernels(task, seed);
        var mask = ReadMask(parse, task, height / task.Scale, width / task.Scale, seed, warnings);
        warnings.AddFractionOfNoise(task.Noise);

        // Kernels of single channels come from a file, where they stay.
        string?[] inputs = [input, .. task.Files];
        string? kernelFile = kernels is [var kernel] ? SideFile.Kernel(output, kernel, inputs) : null;
        string? maskFile = mask is null ? null : SideFile.Mask(output, inputs);
        OutputFile.RequireFree(_output.Overwrites(parse), output, kernelFile, maskFile);
        var degraded = DegradationFactory.Create(task, kernels, mask).Degrade(RequireColours(clean, task, input), task.Noise, seed);
        cancellation.ThrowIfCancellationRequested();
        IEnumerable<(string Path, byte[] Contents)> beside = kernelFile is null ? [] : [(kernelFile, KernelFile.Encode(kernelFile, kernels[0]))];
        beside = maskFile is null ? beside : beside.Append((maskFile, MaskFile.Encode(mask!, ImageFormat.Png)));
        ImageWriter.Save(output, clean.WithPixels(degraded), beside, _output.Overwrites(parse));

        Report(output, kernelFile, maskFile, task, degraded, seed, warnings, parse.GetValue(_json));
        return ExitCode.Success;
    }

    private static PlanarImage RequireColours(Photograph clean, TaskChoice task, string input) => task.Kind != TaskKind.Colorize || !clean.IsGrey
        ? clean.Pixels
        : throw new CliException(ExitCode.Usage,
            $"'{input}' is grey already: --task {TaskRules.Word(TaskKind.Colorize)} takes a picture's colours away; name one that has some");

    private PixelMask? ReadMask(ParseResult parse, TaskChoice task, int height, int width, ulong seed, Warnings warnings)
    {
        if (task.MaskPath is { } path)
        {
            var reading = MaskFile.Load(path, height, width, task.MaxPixels, task.White);
            warnings.AddRemarks(path, reading.Remarks);
            return reading.Mask;
        }

        if (parse.GetValue(_holes.Random) is { } share)
        {
            return PixelMask.Random(height, width, share, seed);
        }

        if (parse.GetValue(_holes.Box) is not { } box)
        {
            return null;
        }

        var (most, mostHeight) = (width - (2 * PixelMask.BoxMargin), height - (2 * PixelMask.BoxMargin));
        return box.Width <= most && box.Height <= mostHeight
            ? PixelMask.Box(height, width, box.Height, box.Width, seed)
            : throw new CliException(
                ExitCode.Usage,
                $"a hole of {box.Width} x {box.Height} does not fit the picture of {width} x {height} with {PixelMask.BoxMargin} pixels around: "
                + (most > 0 && mostHeight > 0 ? $"at most {most} x {mostHeight} does" : "use a larger picture, or --random"));
    }

    private void Report(
        string output, string? kernelFile, string? maskFile, TaskChoice task, PlanarImage degraded, ulong seed, Warnings warnings, bool json)
    {
        if (json)
        {
            JsonLine.Write(_terminal.Output, new
            {
                output,
                kernel = kernelFile,
                mask = maskFile,
                degraded.Width,
                degraded.Height,
                task = TaskRules.Word(task.Kind),
                task.Noise,
                seed,
                warnings = warnings.Texts,
            });
            return;
        }

        _terminal.Output.WriteLine(
            $"{output}: {degraded.Width} x {degraded.Height}, {TaskRules.Word(task.Kind)}, noise {task.Noise:g4}, seed {seed}");
        if (kernelFile is not null)
        {
            _terminal.Output.WriteLine($"{kernelFile}: the blur kernel");
        }

        if (maskFile is not null)
        {
            _terminal.Output.WriteLine($"{maskFile}: the mask (white = known)");
        }
    }
}
