using DiffPir.Benchmarks.Peers;
using Microsoft.ML.OnnxRuntime;

namespace DiffPir.Peers;

/// <summary>
/// ONNX Runtime on the processor with all of its graph optimisations, which include its blocked memory order. Threads spin while they wait
/// for each other, as is its default; input and output are allocated once.
/// </summary>
internal sealed class OnnxRuntimeEngine : IEngine
{
    private static readonly string[] Inputs = ["x", "t"];
    private static readonly string[] Outputs = ["y"];

    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly float[] _output;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;

    /// <summary>Loads a model with inputs x (the picture) and t (the time step) and output y.</summary>
    /// <exception cref="OnnxRuntimeException">The file is no such model.</exception>
    public OnnxRuntimeEngine(string path, int size, int threads)
    {
        _options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };
        _session = new(path, _options);
        long[] shape = [.. _session.OutputMetadata[Outputs[0]].Dimensions.Select(side => (long)side)];
        _output = new float[shape.Aggregate(1L, (product, side) => product * side)];
        _inputs =
        [
            OrtValue.CreateTensorValueFromMemory(PeerInput.Picture(size), [1, PeerInput.Channels, size, size]),
            OrtValue.CreateTensorValueFromMemory(new float[] { PeerInput.Timestep }, [1]),
        ];
        _outputs = [OrtValue.CreateTensorValueFromMemory(_output, shape)];
    }

    /// <inheritdoc/>
    public string Name => $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";

    /// <inheritdoc/>
    public void Evaluate() => _session.Run(_run, Inputs, _inputs, Outputs, _outputs);

    /// <inheritdoc/>
    public float[] Noise() => _output[..checked((int)_inputs[0].GetTensorTypeAndShape().ElementCount)];

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach([.. _inputs, .. _outputs], value => value.Dispose());
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
