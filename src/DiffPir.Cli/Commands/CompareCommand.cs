using System.CommandLine;
using System.Globalization;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Commands;

/// <summary><c>compare</c>: the distance of two pictures by the usual measures.</summary>
internal sealed class CompareCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _picture = OptionFactory.FileArgument("A", "a picture");
    private readonly Argument<string> _truth = OptionFactory.FileArgument("B", "the picture to compare it with, of the same size");
    private readonly Option<long?> _border = OptionFactory.Whole(
        "--border", "pixels to leave out on each side, as tables do for super-resolution: the scale (0)", 0, 1024);

    private readonly Option<bool> _json = OptionFactory.Switch("--json", "print the result as one line of JSON");

    private CompareCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var self = new CompareCommand(terminal);
        var command = new Command("compare", "Print how far two pictures are apart: PSNR in dB, of their luma too, and structural similarity.")
        {
            self._picture, self._truth, self._border, self._json,
        };
        command.SetWork(self.Run);
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var border = (int)(parse.GetValue(_border) ?? 0);
        var picture = ImageReader.Load(parse.GetRequiredValue(_picture), ImageLimits.DefaultMaxPixels).Pixels;
        var truth = ImageReader.Load(parse.GetRequiredValue(_truth), ImageLimits.DefaultMaxPixels).Pixels;
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
        if (parse.GetValue(_json))
        {
            // Equal pictures have an infinite PSNR, which JSON does not know.
            JsonLine.Write(_terminal.Output, new Dictionary<string, double?>
            {
                ["psnr"] = JsonLine.Finite(metrics.Psnr),
                ["psnr_y"] = JsonLine.Finite(metrics.PsnrY),
                ["ssim"] = JsonLine.Finite(metrics.Ssim),
                ["psnr_float"] = JsonLine.Finite(metrics.PsnrFloat),
            });
            return ExitCode.Success;
        }

        _terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"PSNR {metrics.Psnr:0.00} dB (unrounded {metrics.PsnrFloat:0.00}), luma {metrics.PsnrY:0.00} dB, SSIM {metrics.Ssim:0.0000}"));
        return ExitCode.Success;
    }
}
