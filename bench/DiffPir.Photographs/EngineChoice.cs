using DiffPir.Benchmarks;
using DiffPir.Cli.Options;
using DiffPir.Kernels;

namespace DiffPir.Photographs;

/// <summary>What computes a table: the options --model and --device.</summary>
/// <param name="Model">The prior's file.</param>
/// <param name="Device">A selector of <c>diffpir devices</c>.</param>
internal sealed record EngineChoice(string Model, string Device)
{
    /// <summary>Reads the options; left out, they are the built-in prior and the best device.</summary>
    public static EngineChoice Read(Arguments arguments) =>
        new(arguments.Text("--model", ModelOptions.BuiltinPaths[ModelOptions.Builtin]), arguments.Text("--device", "auto"));

    /// <summary>Opens the device.</summary>
    public LoadedEngine Open(int? threads = null, Precision precision = Precision.Fp32) =>
        new(ComputeDevice.Open(Device, threads ?? Environment.ProcessorCount, precision), Model);
}
