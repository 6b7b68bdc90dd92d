using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DiffPir.Cli.Commands;
using DiffPir.Cli.Completion;
using DiffPir.Cli.Jobs;

namespace DiffPir.Cli.Hosting;

/// <summary>The command line of DiffPir: parses, runs one command, and answers every failure with one line and an exit code.</summary>
internal static class CommandLineApp
{
    /// <summary>How command lines are read. Response files are off: an argument that begins with @ is an ordinary file name.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments without the program's name.</param>
    /// <param name="terminal">The outside.</param>
    /// <param name="cancellation">Cancels as Ctrl+C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellation = default)
    {
        var root = CreateRoot(terminal);
        try
        {
            args = JobFile.Expand(args, root.Subcommands.First(static command => command.Name == RestoreCommand.Name));
            var parse = root.Parse(args, Parsing);
            if (parse.Action is ParseErrorAction)
            {
                throw new CliException(ExitCode.Usage, CommandLineMistake.Describe(parse));
            }

            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Output,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,

                    // Signals are heard by Interruption.
                    ProcessTerminationTimeout = null,
                },
                cancellation);
        }
        catch (Exception exception)
        {
            return ErrorReport.Write(terminal, exception);
        }
        finally
        {
            KernelCache.Seal();
        }
    }

    /// <summary>
    /// Gives <paramref name="command"/> its work. It runs on another thread so that Ctrl+C is heard while a kernel runs; its errors are
    /// reported by <see cref="RunAsync"/>.
    /// </summary>
    public static void SetWork(this Command command, Func<ParseResult, CancellationToken, int> work) =>
        command.SetAction((parse, cancellation) => Task.Run(() => work(parse, cancellation), CancellationToken.None));

    /// <summary>The tree of commands.</summary>
    public static RootCommand CreateRoot(Terminal terminal)
    {
        var root = new RootCommand(
            "Restores photographs (deblurring, super-resolution, inpainting, denoising) with a diffusion model as prior (DiffPIR).")
        {
            DemoCommand.Create(terminal),
            DiagnoseCommand.Create(terminal),
            FixCommand.Create(terminal),
            RestoreCommand.Create(terminal),
            PresetsCommand.Create(terminal),
            GatherCommand.Create(terminal),
            ServeCommand.Create(terminal),
            DegradeCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            RunCommand.Create(terminal),
            CompareCommand.Create(terminal),
            InfoCommand.Create(terminal),
            DevicesCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            ModelCommand.Create(terminal),
            BenchCommand.Create(terminal),
            TuneCommand.Create(terminal),
            TrainCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        root.HelpName = "diffpir";
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples();
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        root.Directives.Remove(root.Directives.OfType<SuggestDirective>().Single());
        root.Directives.Add(new CompletionDirective());
        root.SetAction(static parse =>
        {
            new HelpWithExamples().Invoke(parse);
            return ExitCode.Usage;
        });
        return root;
    }
}
