using DiffPir.Benchmarks;
using DiffPir.Benchmarks.Gradients;
using DiffPir.Benchmarks.Loading;
using DiffPir.Benchmarks.Peers;
using DiffPir.Benchmarks.Restoring;
using DiffPir.Benchmarks.Targets;
using DiffPir.Kernels;
using DiffPir.Sampler;

try
{
    switch (args)
    {
        case ["peers", .. var rest]:
            PeerComparison.Run(new Arguments(rest));
            break;
        case ["load", .. var rest]:
            LoadComparison.Run(new Arguments(rest));
            break;
        case [EngineLoad.Verb, .. var rest]:
            EngineLoad.Run(new Arguments(rest));
            break;
        case ["targets", .. var rest]:
            TargetTable.Run(new Arguments(rest));
            break;
        case [GradientTiming.Verb, .. var rest]:
            GradientTiming.Run(new Arguments(rest));
            break;
        case [RestoreTiming.Verb, .. var rest]:
            RestoreTiming.Run(new Arguments(rest));
            break;
        case [Endurance.Verb, .. var rest]:
            Endurance.Run(new Arguments(rest));
            break;
        case [EnginePeer.Verb, .. var rest]:
            EnginePeer.Run(new Arguments(rest));
            break;
        default:
            Microbenchmarks.Run(new Arguments(args));
            break;
    }

    return 0;
}
catch (Exception exception) when (exception is ArgumentException or DeviceException or PeerException or SamplerException)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}
