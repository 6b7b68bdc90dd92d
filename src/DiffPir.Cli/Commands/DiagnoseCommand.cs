using System.CommandLine;
using DiffPir.Cli.Diagnosing;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;

namespace DiffPir.Cli.Commands;

/// <summary><c>diagnose</c>: says what is wrong with a photograph, and the one command that mends it.</summary>
internal static class DiagnoseCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var input = OptionFactory.FileArgument("INPUT", $"the photograph: {ImageFile.Formats}");
        var json = OptionFactory.Switch("--json", "print the result as one line of JSON");
        var command = new Command(
            "diagnose", "Say what is wrong with a photograph of which nothing is known (noise, blur, JPEG, clipping), and how to mend it.") { input, json };
        command.SetWork((parse, _) =>
        {
            string path = parse.GetRequiredValue(input);
            var traces = PhotographTraces.Load(path);
            string? proposal = Proposal.For(path, Proposal.OutputFor(path), traces) is { } arguments ? Proposal.ToLine(arguments) : null;
            if (parse.GetValue(json))
            {
                DiagnosisReport.WriteJson(terminal.Output, traces.Diagnosis, proposal);
            }
            else
            {
                DiagnosisReport.WriteText(terminal.Output, traces.Diagnosis, proposal);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
