using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Commands;

/// <summary><c>info</c>: how a restored picture came to be, by the record in its file.</summary>
internal static class InfoCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = OptionFactory.FileArgument("FILE", "a picture that restore has written");
        var json = OptionFactory.Switch("--json", "print it as one line of JSON");
        var yaml = OptionFactory.Switch("--yaml", "print the job as YAML, for --job");
        var command = new Command("info", "Say how a restored picture came to be; 'restore INPUT -o OUTPUT --from FILE' does it again.") { file, json, yaml };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(yaml))
            {
                result.AddError("--json and --yaml are two forms of one thing: give one of them");
            }
        });
        command.SetWork((parse, _) =>
        {
            Write(terminal.Output, parse.GetRequiredValue(file), parse.GetValue(json), parse.GetValue(yaml));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(TextWriter output, string path, bool json, bool yaml)
    {
        var (width, height, _) = EmbeddedRecord.Read(path);
        var record = RestorationRecord.Read(path);
        if (yaml)
        {
            output.Write(record.Job);
        }
        else if (json)
        {
            JsonLine.Write(output, new
            {
                file = path,
                width,
                height,
                record.Version,
                job = YamlFile.ParseMapping(path, record.Job),
                record.Seed,
                record.ModelSha256,
                record.ResidualRatio,
                record.Device,
            });
        }
        else
        {
            output.WriteLine($"{path}: {width} x {height}, restored by DiffPir {record.Version} on {record.Device}");
            output.WriteLine($"seed {record.Seed}, model SHA-256 {record.ModelSha256}, what the result leaves unexplained is {record.ResidualRatio:0.##} times the noise");
            foreach (string line in record.Job.TrimEnd('\n').Split('\n'))
            {
                output.WriteLine($"  {line}");
            }
        }
    }
}
