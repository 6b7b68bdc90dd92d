using System.CommandLine;
using System.Globalization;
using DiffPir.Cli.Evaluation;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Tuning;
using DiffPir.Sampler;

namespace DiffPir.Cli.Commands;

/// <summary><c>compare</c>: the distance of two pictures by the usual measures, or of two folders of pictures by FID.</summary>
internal sealed class CompareCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _picture = OptionFactory.FileArgument("A", "a picture, or a folder of them for --fid");
    private readonly Argument<string> _truth = OptionFactory.FileArgument("B", "the picture to compare it with, of the same size, or a folder");
    private readonly Option<long?> _border = OptionFactory.Whole(
        "--border", "pixels to leave out on each side, as tables do for super-resolution: the scale (0)", 0, 1024);

    private readonly LearnedMetricOptions _learned = new();
    private readonly DeviceOptions _device = new();
    private readonly Option<bool> _json = OptionFactory.Switch("--json", "print the result as one line of JSON");

    private CompareCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new CompareCommand(terminal);
        var command = new Command(
            "compare", "Print how far two pictures are apart: PSNR in dB, of their luma too, and structural similarity; LPIPS and, of folders, FID where there are weights.")
        {
            self._picture, self._truth, self._border,
        };
        self._learned.AddTo(command);
        self._device.AddTo(command);
        command.Options.Add(self._json);
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var (a, b) = (parse.GetRequiredValue(_picture), parse.GetRequiredValue(_truth));
        var (isSets, isJson) = (InputFile.IsFolder(a) && InputFile.IsFolder(b), parse.GetValue(_json));
        if (isSets != parse.GetValue(_learned.Fid) is not null)
        {
            throw new CliException(ExitCode.Usage, isSets
                ? "two folders are compared by FID, whose weights --fid names"
                : "--fid compares two folders of pictures; name folders, or leave it out");
        }

        if (!_learned.AreAsked(parse))
        {
            Print(MeasuresOf(parse, a, b, LearnedMetrics.None), isJson);
            return ExitCode.Success;
        }

        using var device = DeviceOpener.Open(_terminal, _device.Read(parse));
        using var learned = _learned.Load(parse, device);
        Print(isSets ? [new("fid", "FID", FidOf(a, b, learned, cancellation), "0.00", "")] : MeasuresOf(parse, a, b, learned), isJson);
        return ExitCode.Success;
    }

    private static double FidOf(string a, string b, LearnedMetrics learned, CancellationToken cancellation)
    {
        float[][][] sets = ((string[])[a, b]).Select(folder => EvaluationPicture.Find(folder, int.MaxValue).Select(path =>
        {
            cancellation.ThrowIfCancellationRequested();
            return learned.Features(ImageReader.Load(path, ImageLimits.DefaultMaxPixels).Pixels);
        }).ToArray()).ToArray();
        return sets.All(static set => set.Length > 1)
            ? FrechetDistance.Between(sets[0], sets[1])
            : throw new CliException(ExitCode.Usage, $"FID is of two pictures in each folder at least, found {sets[0].Length} and {sets[1].Length}");
    }

    private IReadOnlyList<Measure> MeasuresOf(ParseResult parse, string a, string b, LearnedMetrics learned)
    {
        int border = (int)(parse.GetValue(_border) ?? 0);
        var picture = ImageReader.Load(a, ImageLimits.DefaultMaxPixels).Pixels;
        var truth = ImageReader.Load(b, ImageLimits.DefaultMaxPixels).Pixels;
        if ((picture.Height, picture.Width) != (truth.Height, truth.Width))
        {
            throw new CliException(
                ExitCode.Usage,
                $"the pictures have different sizes, {picture.Width} x {picture.Height} and {truth.Width} x {truth.Height}; pictures of one size can be compared");
        }

        if (2 * border >= Math.Min(truth.Height, truth.Width))
        {
            throw new CliException(ExitCode.Usage, $"--border is {border}, which leaves nothing of {truth.Width} x {truth.Height} pixels; use a smaller one");
        }

        var metrics = PictureMetrics.Of(picture, truth, border);
        return
        [
            new("psnr", "PSNR", metrics.Psnr, "0.00", " dB"),
            new("psnr_float", "unrounded", metrics.PsnrFloat, "0.00", " dB"),
            new("psnr_y", "luma", metrics.PsnrY, "0.00", " dB"),
            new("ssim", "SSIM", metrics.Ssim, "0.0000", ""),
            .. from column in learned.Distances(picture, truth).Columns
               where column.Value is not null
               select new Measure(column.Name, EvaluationMean.TitleOf(column.Name), column.Value!.Value, "0.0000", ""),
        ];
    }

    private void Print(IReadOnlyList<Measure> measures, bool isJson)
    {
        if (isJson)
        {
            // Equal pictures have an infinite PSNR, which JSON does not know.
            JsonLine.Write(_terminal.Output, measures.ToDictionary(static one => one.Key, static one => JsonLine.Finite(one.Value)));
            return;
        }

        _terminal.Output.WriteLine(string.Join(", ", measures.Select(static one =>
            $"{one.Title} {one.Value.ToString(one.Format, CultureInfo.InvariantCulture)}{one.Unit}")));
    }

    /// <summary>A number with its names.</summary>
    private sealed record Measure(string Key, string Title, double Value, string Format, string Unit);
}
