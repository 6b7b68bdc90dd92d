using DiffPir.Benchmarks;
using DiffPir.Cli.Options;
using DiffPir.Kernels;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>What computes a table: the options --model and --device.</summary>
/// <param name="Model">The prior's file.</param>
/// <param name="Device">A selector of <c>diffpir devices</c>.</param>
internal sealed record EngineChoice(string Model, string Device)
{
    /// <summary>Reads the options; left out, they are a built-in prior and the best device.</summary>
    /// <param name="arguments">The options.</param>
    /// <param name="builtin">The word for the built-in prior.</param>
    public static EngineChoice Read(Arguments arguments, string builtin = ModelOptions.Builtin) =>
        new(arguments.Text("--model", ModelOptions.BuiltinPaths[builtin]), arguments.Text("--device", "auto"));

    /// <summary>Opens the device.</summary>
    public LoadedEngine Open(int? threads = null, Precision precision = Precision.Fp32, INoiseSource? noise = null) =>
        new(ComputeDevice.Open(Device, threads ?? Environment.ProcessorCount, precision), Model, noise);
}
