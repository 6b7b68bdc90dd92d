using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Network;

namespace DiffPir.Cli.Commands;

/// <summary><c>model list</c>: the built-in model and those of the user's models folder.</summary>
internal static class ModelListCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = OptionFactory.Switch("--json", "print the result as one line of JSON");
        var command = new Command("list", $"List the built-in model and those in the folder that {ModelsFolder.Variable} names.") { json };
        command.SetWork((parse, _) =>
        {
            Write(terminal.Output, parse.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(TextWriter output, bool json)
    {
        var models = ModelsFolder.List().Select(static path => Describe(Path.GetFileName(path), path))
            .Prepend(Describe(ModelOptions.Builtin, ModelOptions.BuiltinPath)).ToList();
        if (json)
        {
            JsonLine.Write(output, models);
            return;
        }

        var width = models.Max(static model => model.Name.Length);
        foreach (var model in models)
        {
            output.WriteLine($"{model.Name.PadRight(width)}  {model.Description}");
        }

        if (ModelsFolder.Path is null)
        {
            output.WriteLine($"set {ModelsFolder.Variable} to a folder with your own models to use them by name");
        }
    }

    private static Entry Describe(string name, string path)
    {
        try
        {
            using var model = DenoiserModel.Open(path);
            return new(name, path, true, $"{model.Configuration}; {model.Checkpoint.Summarise()}");
        }
        catch (CheckpointException e)
        {
            return new(name, path, false, $"cannot be used: {e.Message}");
        }
    }

    private sealed record Entry(string Name, string Path, bool Usable, string Description);
}
