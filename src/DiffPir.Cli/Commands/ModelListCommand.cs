using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Network;

namespace DiffPir.Cli.Commands;

/// <summary><c>model list</c>: the built-in models and those of the user's models folder.</summary>
internal static class ModelListCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = OptionFactory.Switch("--json", "print the result as one line of JSON");
        var command = new Command("list",
            $"List the built-in models, those in the folder that {ModelsFolder.Variable} names, and where to get others.") { json };
        command.SetWork((parse, _) =>
        {
            Write(terminal.Output, parse.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(TextWriter output, bool json)
    {
        var models = ModelOptions.BuiltinPaths.Select(static shipped => Describe(shipped.Key, shipped.Value))
            .Concat(ModelsFolder.List().Select(static path => Describe(Path.GetFileName(path), path))).ToList();
        if (json)
        {
            JsonLine.Write(output, new { models, published = PublishedModel.All });
            return;
        }

        int width = models.Max(static model => model.Name.Length);
        foreach (var model in models)
        {
            output.WriteLine($"{model.Name.PadRight(width)}  {model.Description}");
        }

        output.WriteLine();
        output.WriteLine(ModelsFolder.Path is { } folder
            ? $"your models: {folder}{(ModelsFolder.Problem is { } problem ? $": {problem}" : "")}"
            : $"set {ModelsFolder.Variable} to a folder with your own models to use them by name");
        output.WriteLine("published models that can be used:");
        foreach (var model in PublishedModel.All)
        {
            output.WriteLine($"  {model.Name} ({model.What}{(model.Licence is { } licence ? $"; {licence}" : "")})");
            output.WriteLine($"    {model.Source}");
            if (model.Sha256 is { } hash)
            {
                output.WriteLine($"    SHA-256 {hash}; {model.HowToGet}");
            }
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
