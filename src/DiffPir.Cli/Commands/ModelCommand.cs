using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;

namespace DiffPir.Cli.Commands;

/// <summary><c>model</c>: which models there are, what a checkpoint is, whether this program computes what another one did with it, and conversion.</summary>
internal static class ModelCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create(Terminal terminal) => new("model", "List, download, look into, verify or convert models.")
    {
        ModelListCommand.Create(terminal),
        ModelGetCommand.Create(terminal),
        ModelInfoCommand.Create(terminal),
        ModelVerifyCommand.Create(terminal),
        ModelConvertCommand.Create(terminal),
    };

    /// <summary>The model file as an argument.</summary>
    public static Argument<string> CreateModelArgument() =>
        OptionFactory.FileArgument("FILE", "a .safetensors, .pt or .pth file, a diffusers folder, a name of 'model list', or 'builtin'");
}
