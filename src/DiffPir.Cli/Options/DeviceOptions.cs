using System.CommandLine;
using System.Text.RegularExpressions;
using DiffPir.Kernels;
using DiffPir.Words;

namespace DiffPir.Cli.Options;

/// <summary>Where and how to compute: <c>--device</c>, <c>--threads</c> and <c>--precision</c>.</summary>
internal sealed partial class DeviceOptions
{
    /// <summary>Name of the option for the number format.</summary>
    public const string PrecisionName = "--precision";

    private static readonly string[] Kinds = ["auto", "cuda", "opencl", "cpu"];

    /// <summary>The device selector.</summary>
    public Option<string> Device { get; } = new Option<string>("--device")
    {
        Description = "where to compute: auto, cuda[:n], opencl[:n] or cpu ('diffpir devices' lists them)",
        HelpName = "device",
        DefaultValueFactory = _ => Kinds[0],
    }.Completing(Kinds);

    /// <summary>Processor threads; 0 is all.</summary>
    public Option<long?> Threads { get; } =
        OptionFactory.Whole("--threads", "processor threads of OpenCL on a processor; all when left out", 1, 1024);

    /// <summary>Number format of convolutions.</summary>
    public Option<Precision?> Precision { get; } = OptionFactory.Word(
        PrecisionName,
        "how convolutions multiply: in single precision, or on NVIDIA GPUs from sm_80 on also in a shorter format (auto: tf32 there); " +
        "fp16 on a processor: in single precision, with weights in half the memory",
        ("auto", Kernels.Precision.Auto),
        ("fp32", Kernels.Precision.Fp32),
        ("tf32", Kernels.Precision.Tf32),
        ("fp16", Kernels.Precision.Fp16),
        ("bf16", Kernels.Precision.Bf16));

    /// <summary>Adds all to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        if (Device.Validators.Count == 0)
        {
            Device.Validators.Add(static result =>
            {
                if (result.Tokens is [var token] && !Selector().IsMatch(token.Value))
                {
                    result.AddError($"--device is '{token.Value}' and must be auto, cuda, cuda:N, opencl, opencl:N or cpu{NearestWord.Hint(token.Value, Kinds)}");
                }
            });
        }

        command.Options.Add(Device);
        command.Options.Add(Threads);
        command.Options.Add(Precision);
    }

    /// <summary>The values of a parsed command line.</summary>
    public DeviceChoice Read(ParseResult parse) => new(
        parse.GetRequiredValue(Device), (int)(parse.GetValue(Threads) ?? 0), parse.GetValue(Precision) ?? Kernels.Precision.Auto);

    [GeneratedRegex(@"^(auto|cpu|(cuda|opencl)(:\d{1,3})?)$")]
    private static partial Regex Selector();
}
