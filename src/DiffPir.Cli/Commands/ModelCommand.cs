using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;

namespace DiffPir.Cli.Commands;

/// <summary><c>model</c>: what a checkpoint is, and whether this program computes what another one did with it.</summary>
internal static class ModelCommand
{
    /// <summary>The command with its two subcommands.</summary>
    public static Command Create(Terminal terminal) => new("model", "Look into a model file, or verify it against recorded outputs.")
    {
        ModelInfoCommand.Create(terminal),
        ModelVerifyCommand.Create(terminal),
    };

    /// <summary>The model file as an argument.</summary>
    public static Argument<string> CreateModelArgument() => OptionFactory.FileArgument("FILE", "a .safetensors file, or 'builtin'");
}
