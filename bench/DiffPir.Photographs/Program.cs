using DiffPir.Benchmarks;
using DiffPir.Cli.Hosting;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Photographs;
using DiffPir.Sampler;

try
{
    switch (args)
    {
        case ["noise", var folder, .. var rest]:
            NoiseTable.Run(folder, new Arguments(rest));
            break;
        case ["blur", var folder, .. var rest]:
            BlurTable.Run(folder, new Arguments(rest));
            break;
        case ["alarms", var folder, .. var rest]:
            AlarmTable.Run(folder, new Arguments(rest));
            break;
        case ["denoise", var folder, .. var rest]:
            DenoiseTable.Run(folder, new Arguments(rest));
            break;
        case ["shake", var folder, .. var rest]:
            ShakeTable.Run(folder, new Arguments(rest));
            break;
        case ["real-shake", var folder, .. var rest]:
            RealShakeTable.Run(folder, new Arguments(rest));
            break;
        case ["known-kernel", var folder, .. var rest]:
            KnownKernelTable.Run(folder, new Arguments(rest));
            break;
        case ["speed", var folder, .. var rest]:
            SpeedTable.Run(folder, new Arguments(rest));
            break;
        case ["edges", var folder, .. var rest]:
            EdgesTable.Run(folder, new Arguments(rest));
            break;
        case ["jpeg", var folder, .. var rest]:
            JpegTable.Run(folder, new Arguments(rest));
            break;
        case ["noisy-jpeg", var folder, .. var rest]:
            NoisyJpegTable.Run(folder, new Arguments(rest));
            break;
        case ["verdict", var folder, .. var rest]:
            VerdictTable.Run(folder, new Arguments(rest));
            break;
        case ["damage", var folder, .. var rest]:
            DamageTable.Run(folder, new Arguments(rest));
            break;
        case ["reduced", var folder, .. var rest]:
            ReducedTable.Run(folder, new Arguments(rest));
            break;
        case ["search", var folder, .. var rest]:
            SettingsSearch.Run(folder, new Arguments(rest));
            break;
        case ["filling", var folder, .. var rest]:
            FillingTable.Run(folder, new Arguments(rest));
            break;
        case ["quality", var folder, .. var rest]:
            QualityTable.Run(folder, new Arguments(rest));
            break;
        case ["coarse", var folder, .. var rest]:
            CoarseTable.Run(folder, new Arguments(rest));
            break;
        case ["parity", var folder, .. var rest]:
            return ParityTable.Run(folder, new Arguments(rest)) ? 0 : 1;
        case ["join", var output, .. var rest]:
            PictureSheet.Run(output, new Arguments(rest));
            break;
        default:
            throw new ArgumentException("expected noise, blur, alarms, denoise, jpeg, noisy-jpeg, shake, real-shake, known-kernel, speed, edges, verdict, damage, reduced, search, filling, quality, coarse or parity, and a FOLDER, or join; bench/README.md tells more");
    }

    return 0;
}
catch (Exception exception) when (exception is ArgumentException or CheckpointException or CliException or DeviceException or SamplerException)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}
