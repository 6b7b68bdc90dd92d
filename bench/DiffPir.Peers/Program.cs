using System.Runtime.InteropServices;
using DiffPir.Benchmarks;
using DiffPir.Benchmarks.Peers;
using DiffPir.Peers;
using Microsoft.ML.OnnxRuntime;

const string Usage = "DiffPir.Peers onnxruntime|libtorch MODEL --size N --threads N [--channels-last]";
try
{
    if (args is not [string name, string path, .. var rest])
    {
        throw new ArgumentException($"expected {Usage}");
    }

    using var engine = Load(name, path, new Arguments(rest));
    PeerServer.Serve(engine.Name, engine.Evaluate, engine.Noise);
    return 0;
}
catch (Exception exception) when (exception is ArgumentException or OnnxRuntimeException or ExternalException)
{
    Console.Error.WriteLine($"error: {exception.Message.Split('\n')[0]}"); // libtorch appends its stack
    return 2;
}

static IEngine Load(string name, string path, Arguments arguments)
{
    int size = arguments.Number("--size", 256, 1), threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
    bool channelsLast = arguments.Switch("--channels-last");
    arguments.RequireEmpty();
    if (!File.Exists(path))
    {
        throw new ArgumentException($"there is no file '{path}'");
    }

    return (name, channelsLast) switch
    {
        ("onnxruntime", false) => new OnnxRuntimeEngine(path, size, threads),
        ("libtorch", _) => new LibtorchEngine(path, size, threads, channelsLast),
        (_, true) => throw new ArgumentException($"'{name}' has no --channels-last; expected {Usage}"),
        _ => throw new ArgumentException($"'{name}' is no engine; expected {Usage}"),
    };
}
