using DiffPir.Cli.Hosting;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Doctor;

/// <summary>An examination as text or JSON.</summary>
internal static class ExaminationReport
{
    /// <summary>Writes it as one line of JSON.</summary>
    public static void WriteJson(TextWriter output, Examination found) => JsonLine.Write(output, new
    {
        healthy = found.Problems.Count == 0,
        version = ProductVersion.Number,
        commit = ProductVersion.Commit,
        found.Runtime,
        found.System,
        found.Processors,
        found.MemoryBytes,
        devices = DeviceLines.ForJson(found.Devices),
        found.Absent,
        folders = found.Folders.Select(static f => new { f.Name, f.Path, f.Bytes, f.FreeBytes, writable = f.Problem is null, f.Problem }),
        models = found.Models.Select(static m => new { m.Name, m.Path, m.Bytes, m.Sha256, usable = m.Problem is null, m.Problem }),
        selfTest = found.Tested is not { } tested ? null : new
        {
            device = tested.Selector,
            deviceName = tested.Name,
            precision = found.Precision.ToString().ToLowerInvariant(),
            operations = found.Operations.Select(static o => new
            {
                o.Operation, o.Passed, error = JsonLine.Finite(o.Error), o.Bound, milliseconds = Math.Round(o.Milliseconds, 1), o.Problem,
            }),
        },
        found.Problems,
    });

    /// <summary>Writes it for people.</summary>
    public static void WriteText(TextWriter output, Examination found)
    {
        output.WriteLine(ProductVersion.Line);
        output.WriteLine($"{found.Runtime}, {found.System}, {found.Processors} processor threads, {Amounts.Bytes(found.MemoryBytes)} of memory");
        output.WriteLine();
        output.WriteLine("devices");
        DeviceLines.Write(output, found.Devices);
        foreach (var absent in found.Absent)
        {
            output.WriteLine($"  no {absent.Kind}: {absent.Reason}");
        }

        output.WriteLine();
        output.WriteLine("folders");
        foreach (var folder in found.Folders)
        {
            string free = folder.FreeBytes is { } bytes ? $", {Amounts.Bytes(bytes)} free" : "";
            string held = folder.Bytes is { } size ? $", {Amounts.Bytes(size)}" : "";
            output.WriteLine($"  {folder.Name}: {folder.Path}{held}{free}{(folder.Problem is { } problem ? $": {problem}" : "")}");
        }

        output.WriteLine();
        output.WriteLine("models");
        foreach (var model in found.Models)
        {
            output.WriteLine($"  {model.Name}: {model.Problem ?? $"{Amounts.Bytes(model.Bytes)}, SHA-256 {model.Sha256}"}");
        }

        output.WriteLine();
        if (found.Tested is { } tested)
        {
            output.WriteLine($"self-test on {tested.Selector} ({tested.Name}, {found.Precision.ToString().ToLowerInvariant()})");
            foreach (var operation in found.Operations)
            {
                output.WriteLine(
                    $"  {(operation.Passed ? "ok  " : "FAIL")} {operation.Operation}: {operation.Problem ?? $"error {operation.Error:0.0e+0}, at most {operation.Bound:0.0e+0}"}, {operation.Milliseconds:0} ms");
            }

            output.WriteLine();
        }

        foreach (string problem in found.Problems)
        {
            output.WriteLine($"problem: {problem}");
        }

        output.WriteLine(found.Problems.Count == 0 ? "healthy" : $"not healthy: {Amounts.Count(found.Problems.Count, "problem")}");
    }
}
