using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Cli.Commands;

/// <summary>
/// <c>model verify</c>: runs the network on recorded inputs and compares with the outputs that another program recorded.
/// </summary>
internal static class ModelVerifyCommand
{
    /// <summary>Default bound on the relative L2 error; float32 in another order of summation stays well below it.</summary>
    private const double DefaultTolerance = 1e-4;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = ModelCommand.CreateModelArgument();
        var recordings = OptionFactory.FileArgument(
            "IO", "a .safetensors file with NAME.x, NAME.t and NAME.y (or NAME.y_crop, its middle) for each case");
        var tolerance = OptionFactory.Real("--tolerance", $"largest relative L2 error that passes ({DefaultTolerance})", 0, 1);
        var model = new ModelOptions();
        var device = new DeviceOptions();
        var gradients = OptionFactory.Switch(
            "--gradients", "compare the loss against NAME.n and its gradients with respect to all weights too (NAME.loss, NAME.dw.*)");
        var json = OptionFactory.Switch("--json", "print the result as one line of JSON");
        var command = new Command("verify", "Run a model on recorded inputs and compare with the recorded outputs.")
        {
            file, recordings, tolerance, gradients, json,
        };
        model.AddTo(command, withModel: false);
        device.AddTo(command);
        command.SetWork((parse, cancellation) =>
        {
            double bound = parse.GetValue(tolerance) ?? DefaultTolerance;
            using var network = model.Read(parse, parse.GetRequiredValue(file)).Open();
            var results = Run(terminal, network, parse.GetRequiredValue(recordings), parse.GetValue(gradients), device.Read(parse), cancellation, out var used);
            return Report(terminal.Output, ModelFiles.Hash(network.Checkpoint), results, bound, used, parse.GetValue(json));
        });
        return command;
    }

    private static List<(string Name, double RelativeL2, double MaxError)> Run(
        Terminal terminal, DenoiserModel model, string recordings, bool gradients, DeviceChoice where, CancellationToken cancellation,
        out DeviceDescription used)
    {
        using var cases = RecordedCases.Open(recordings);

        // Recordings are in single precision; without a wish, so is the comparison.
        using var device = DeviceOpener.Open(terminal, where.Precision == Precision.Auto ? where with { Precision = Precision.Fp32 } : where);
        using var prior = model.Load(device, DeviceOpener.ReadChoices(terminal, device));
        used = device.Description;
        var results = new List<(string, double, double)>();
        foreach (string name in cases.Names)
        {
            cancellation.ThrowIfCancellationRequested();
            var (relativeL2, maxError) = cases.Compare(name, device, prior);
            results.Add((name, relativeL2, maxError));
            if (cases.HasGradient(name))
            {
                (relativeL2, maxError) = cases.CompareGradient(name, device, (IDifferentiablePrior)prior);
                results.Add((name + ".vjp", relativeL2, maxError));
            }

            if (gradients)
            {
                results.AddRange(RecordedGradients.Compare(cases.File, name, device, model));
            }
        }

        return results;
    }

    private static int Report(
        TextWriter output,
        IReadOnlyList<ModelFiles.ModelFile> files,
        List<(string Name, double RelativeL2, double MaxError)> results,
        double bound,
        DeviceDescription device,
        bool json)
    {
        bool pass = results.TrueForAll(result => result.RelativeL2 <= bound);
        if (json)
        {
            JsonLine.Write(output, new
            {
                pass,
                tolerance = bound,
                device = device.Selector,
                files,
                cases = results.Select(static r => new { r.Name, relativeL2 = JsonLine.Finite(r.RelativeL2), maxError = JsonLine.Finite(r.MaxError) }),
            });
        }
        else
        {
            foreach (var (name, relativeL2, maxError) in results)
            {
                string verdict = relativeL2 <= bound ? "pass" : "FAIL";
                output.WriteLine($"{name}: relative L2 error {relativeL2:0.00e+0}, max error {maxError:0.00e+0}: {verdict}");
            }

            foreach (string line in ModelFiles.Describe(files))
            {
                output.WriteLine(line);
            }

            output.WriteLine($"{(pass ? "passed" : "FAILED")} on {device.Selector} ({device.Name}), bound {bound:0.0e+0}");
        }

        return pass ? ExitCode.Success : ExitCode.Unexpected;
    }
}
