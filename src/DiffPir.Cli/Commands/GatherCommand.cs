using System.CommandLine;
using DiffPir.Cli.Batches;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Commands;

/// <summary><c>gather</c>: puts together what the parts of a batch have left, and says what is missing.</summary>
internal static class GatherCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var folder = OptionFactory.FileArgument("FOLDER", "the folder that the parts wrote to (-o of restore --shard)");
        var json = OptionFactory.Switch("--json", "print the result as one line of JSON");
        var command = new Command("gather",
            "Put together the reports of a batch that was restored in parts (restore --shard), and say what is missing.") { folder, json };
        command.SetWork((parse, _) => Run(terminal, parse.GetRequiredValue(folder), parse.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string folder, bool json)
    {
        var reports = ShardReport.ReadAll(folder);
        int[] missingShards = [.. Enumerable.Range(1, reports[0].Shards).Except(reports.Select(static report => report.Shard))];
        ReportedPicture[] pictures = [.. reports.SelectMany(static report => report.Pictures)];
        var failed = pictures.Where(static picture => picture.State == ReportedPicture.Failed).ToArray();
        var missing = pictures.Where(picture => picture.State != ReportedPicture.Failed && !InputFile.Exists(Path.Combine(folder, picture.Output))).ToArray();
        int done = pictures.Length - failed.Length - missing.Length;
        foreach (int shard in missingShards)
        {
            terminal.Error.WriteLine(
                $"diffpir: error: part {shard} of {reports[0].Shards} has left no report: it has not begun; run it ({RestoreCommand.ShardOption} {shard}/{reports[0].Shards})");
        }

        foreach (var picture in failed)
        {
            terminal.Error.WriteLine($"diffpir: error: {ReportedPicture.Told(picture.Input, picture.Reason ?? "it failed")}");
        }

        foreach (var report in reports)
        {
            foreach (var picture in report.Pictures.Where(missing.Contains))
            {
                terminal.Error.WriteLine($"diffpir: error: '{picture.Input}': its result '{picture.Output}' {WhatToDo(picture, report)}");
            }
        }

        if (json)
        {
            JsonLine.Write(terminal.Output,
                new { shards = reports[0].Shards, missingShards, done, failed, missing,
                    seconds = Math.Round(pictures.Sum(static picture => picture.Seconds), 3) });
        }
        else
        {
            terminal.Output.WriteLine(
                $"parts with a report: {reports.Count} of {reports[0].Shards}; their pictures: {done} done, {failed.Length} failed, {missing.Length} missing");
        }

        return failed.Length + missing.Length + missingShards.Length > 0 ? ExitCode.SomeFailed : ExitCode.Success;
    }

    private static string WhatToDo(ReportedPicture picture, ShardReport report) => picture.State == ReportedPicture.Waiting
        ? $"is not there yet: unless part {report.Shard} of {report.Shards} is still at work, run it again with {OutputOptions.SkipExisting}"
        : $"is missing: run part {report.Shard} of {report.Shards} again with {OutputOptions.SkipExisting}";
}
