using System.CommandLine;
using DiffPir.Cli.Reporting;
using DiffPir.Kernels;

namespace DiffPir.Cli.Options;

/// <summary>Weights of the metrics that networks compute: <c>--lpips</c> and <c>--fid</c>. They are not part of this program.</summary>
internal sealed class LearnedMetricOptions
{
    /// <summary>Files for LPIPS.</summary>
    public Option<string[]> Lpips { get; } = new("--lpips")
    {
        Description = "LPIPS from a network's weights (torchvision's vgg16-397923af.pth or alexnet-owt-7be5be79.pth) and the factors for it (vgg.pth or "
            + "alex.pth of the lpips package); once for each file",
        HelpName = "file",
    };

    /// <summary>The file for FID.</summary>
    public Option<string?> Fid { get; } = OptionFactory.File("--fid", "FID from pytorch-fid's weights, pt_inception-2015-12-05-6726825d.pth");

    /// <summary>Adds both to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Lpips);
        command.Options.Add(Fid);
    }

    /// <summary>Whether a parsed command line asks for any.</summary>
    public bool AreAsked(ParseResult parse) => parse.GetValue(Lpips) is { Length: > 0 } || parse.GetValue(Fid) is not null;

    /// <summary>Loads what a parsed command line asks for; the caller disposes it before the device.</summary>
    public LearnedMetrics Load(ParseResult parse, ComputeDevice device) =>
        LearnedMetrics.Load(device, parse.GetValue(Lpips) ?? [], parse.GetValue(Fid));
}
