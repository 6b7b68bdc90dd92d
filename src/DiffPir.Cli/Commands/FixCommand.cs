using System.CommandLine;
using DiffPir.Cli.Batches;
using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;

namespace DiffPir.Cli.Commands;

/// <summary><c>fix</c>: mends what <c>diagnose</c> finds and nothing else.</summary>
internal static class FixCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var input = OptionFactory.FileArgument("INPUT", $"the photograph: {ImageFile.Formats}");
        var output = new Option<string?>("--output", "-o") { Description = "the mended picture (INPUT-fixed.png)", HelpName = "file" }.NamingFile();
        var overwrite = new OverwriteOption();
        var command = new Command("fix",
            "Mend what is wrong with a photograph, and nothing else: runs the command that 'diagnose' proposes.") { input, output };
        overwrite.AddTo(command);
        command.SetAction(async (parse, cancellation) =>
        {
            string path = parse.GetRequiredValue(input);
            string target = parse.GetValue(output) ?? Proposal.OutputFor(path);
            PictureTarget.Prepare(target, makesFolder: false, path);
            bool overwrites = overwrite.Read(parse);
            OutputFile.RequireFree(overwrites, target);

            var traces = PhotographTraces.Load(path);
            var arguments = Proposal.For(path, target, traces);
            DiagnosisReport.WriteText(terminal.Output, traces.Diagnosis, arguments is null ? null : Proposal.ToLine(arguments));
            if (arguments is not null)
            {
                return await CommandLineApp.RunAsync(overwrites ? [.. arguments, OverwriteOption.Name] : arguments, terminal, cancellation);
            }

            ImageWriter.Save(target, traces.Photograph, overwrites);
            terminal.Output.WriteLine($"{target}: a copy, as nothing is wrong with {path}");
            return ExitCode.Success;
        });
        return command;
    }
}
