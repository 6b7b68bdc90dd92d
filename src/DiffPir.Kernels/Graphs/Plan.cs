using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// A network compiled for one device and one input shape: the fixed list of launches over one arena of memory. Running it enqueues and
/// returns; nothing is allocated and nothing waits.
/// </summary>
public sealed class Plan : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly int _conditioningChannels;
    private readonly int _conditioningSteps;
    private readonly PlanMemory? _ownMemory;
    private readonly List<string> _fusions = [];
    private readonly List<(string Name, TensorShape Shape)> _tensors;
    private readonly int _inputs;
    private readonly PlanRecordings? _recordings;
    private readonly MemoryBuffer1D<float, Stride1D.Dense>? _column; // where launches are recorded: their arguments must not name a time step

    /// <summary>Compiles a network of one input.</summary>
    /// <inheritdoc cref="Plan(ComputeDevice, Graph, WeightStore, IReadOnlyDictionary{string, TensorShape}, int, TuningTable?, PlanTraining?, PlanMemory?)" path="/exception"/>
    /// <param name="device">Where it runs.</param>
    /// <param name="graph">The network.</param>
    /// <param name="input">Shape of its input.</param>
    /// <param name="weights">Its weights on the device.</param>
    /// <param name="conditioningSteps">Steps of the conditioning table, where the graph reads one.</param>
    /// <param name="choices">Measured choices among candidates; null to leave all to the operations' own rules.</param>
    /// <param name="memory">Where its arena lies, which plans that never run at the same time may share; null for memory of its own.</param>
    public Plan(
        ComputeDevice device, Graph graph, TensorShape input, WeightStore weights, int conditioningSteps = 0, TuningTable? choices = null,
        PlanMemory? memory = null)
        : this(device, graph, weights, graph.Single(input), conditioningSteps, choices, memory: memory)
    {
    }

    /// <summary>Compiles a network.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="graph">The network.</param>
    /// <param name="weights">Its weights on the device.</param>
    /// <param name="inputs">Shapes of its inputs by name.</param>
    /// <param name="conditioningSteps">Steps of the conditioning table, where the graph reads one.</param>
    /// <param name="choices">Measured choices among candidates; null to leave all to the operations' own rules.</param>
    /// <param name="training">Where gradients of parameters go, for a graph with operations that compute them.</param>
    /// <param name="memory">Where its arena lies, which plans that never run at the same time may share; null for memory of its own.</param>
    /// <exception cref="ArgumentException">Shapes do not fit together.</exception>
    /// <exception cref="DeviceException">Memory does not suffice, or a kernel does not compile.</exception>
    public Plan(
        ComputeDevice device,
        Graph graph,
        WeightStore weights,
        IReadOnlyDictionary<string, TensorShape> inputs,
        int conditioningSteps = 0,
        TuningTable? choices = null,
        PlanTraining? training = null,
        PlanMemory? memory = null)
    {
        _device = device;
        var fused = GraphFusion.Fuse(graph, _fusions.Add);
        var shapes = fused.InferShapesFrom(inputs);
        _tensors = [.. fused.Inputs.Select(input => input.Name).Concat(fused.Outputs).Select(name => (name, shapes[name]))];
        _inputs = fused.Inputs.Count;
        (_conditioningChannels, _conditioningSteps) = (fused.ConditioningChannels(shapes), conditioningSteps);

        // Training reads a column an image, and is recorded nowhere.
        var recorder = training is null ? device.Recorder : null;
        bool takesColumn = recorder is not null && _conditioningChannels > 0;

        var layout = new PlanLayout(fused, shapes);
        var builder = new PlanBuilder(
            device, fused, shapes, weights, takesColumn ? 1 : conditioningSteps, choices ?? new(), training);
        var layouts = layout.Layouts(builder.IsPacked);
        var placement = new BufferPlacement([.. layout.Requests(layouts), .. builder.ScratchRequests()]);
        PlannedBytes = placement.TotalElements * sizeof(float);
        PeakLiveBytes = placement.PeakLiveElements * sizeof(float);

        _ownMemory = memory is null ? new(device) : null;
        try
        {
            var arena = (memory ?? _ownMemory)!.Take(placement.TotalElements);
            _column = takesColumn ? device.AllocateFloats(_conditioningChannels) : null;
            _recordings = recorder is null ? null : new(device, recorder);
            Steps = builder.Build(layout, layouts, placement, arena);
            weights.Load(); // while the driver compiles
            device.FinishLoading();
        }
        catch
        {
            _column?.Dispose();
            _ownMemory?.Dispose();
            throw;
        }
    }

    /// <summary>Shape of the first input.</summary>
    public TensorShape InputShape => _tensors[0].Shape;

    /// <summary>Shape of the first output.</summary>
    public TensorShape OutputShape => _tensors[_inputs].Shape;

    /// <summary>Bytes of the arena: all memory of the plan beyond the weights.</summary>
    public long PlannedBytes { get; }

    /// <summary>The most bytes alive at once, a lower bound of <see cref="PlannedBytes"/>.</summary>
    public long PeakLiveBytes { get; }

    /// <summary>Multiply-adds of one run.</summary>
    public long MultiplyAdds => Steps.Sum(step => step.MultiplyAdds);

    /// <summary>What the plan does, a line an operation, after the fusions that led to it.</summary>
    public IEnumerable<string> Describe() =>
        _fusions.Select(line => $"fused: {line}").Concat(Steps.Select(step => $"{step.Name}: {step.Description}"));

    internal IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>Enqueues one evaluation of a network of one input and one output.</summary>
    /// <param name="input">Planar tensor of <see cref="InputShape"/>.</param>
    /// <param name="output">Planar tensor of <see cref="OutputShape"/>.</param>
    /// <param name="conditioning">Table [channel][step], where the graph reads one.</param>
    /// <param name="step">Column of the table.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public void Run(Tensor input, Tensor output, Tensor? conditioning = null, int step = 0) =>
        Launch(Steps, 0, Prepare(Bind(input, output), conditioning, step));

    /// <summary>Enqueues one evaluation.</summary>
    /// <param name="tensors">A planar tensor for each input and output, by name.</param>
    /// <param name="conditioning">Table [channel][step], where the graph reads one.</param>
    /// <param name="step">Column of the table.</param>
    /// <exception cref="ArgumentException">A tensor is missing or of another shape.</exception>
    public void Run(IReadOnlyDictionary<string, Tensor> tensors, Tensor? conditioning = null, int step = 0) =>
        Launch(Steps, 0, Prepare(Bind(tensors, _ => true), conditioning, step));

    /// <summary>
    /// Enqueues the operations before an input is read, so that the caller can make that input from the outputs that are complete by then;
    /// <see cref="RunFrom"/> enqueues the rest.
    /// </summary>
    /// <param name="input">Name of the input.</param>
    /// <param name="tensors">A planar tensor for each input that is read and each output that is complete by then, by name.</param>
    /// <param name="conditioning">Table [channel][step], where the graph reads one.</param>
    /// <param name="step">Column of the table.</param>
    /// <exception cref="ArgumentException">There is no such input, or a tensor is missing or of another shape.</exception>
    public void RunUntil(string input, IReadOnlyDictionary<string, Tensor> tensors, Tensor? conditioning = null, int step = 0) =>
        RunPart(0, PlaceOf(input), tensors, conditioning, step);

    /// <summary>Enqueues what is left after <see cref="RunUntil"/>, which has the same arguments.</summary>
    /// <inheritdoc cref="RunUntil"/>
    public void RunFrom(string input, IReadOnlyDictionary<string, Tensor> tensors, Tensor? conditioning = null, int step = 0) =>
        RunPart(PlaceOf(input), Steps.Count, tensors, conditioning, step);

    /// <summary>
    /// Evaluates several times, waiting after every operation, and returns the median milliseconds of each with its description. The sum
    /// exceeds the time of <see cref="Run(Tensor, Tensor, Tensor?, int)"/> by what waiting costs.
    /// </summary>
    /// <inheritdoc cref="Run(Tensor, Tensor, Tensor?, int)"/>
    public IReadOnlyList<PlanTiming> Profile(Tensor input, Tensor output, Tensor? conditioning = null, int step = 0, int repetitions = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        var run = Prepare(Bind(input, output), conditioning, step);
        var times = Steps.Select(_ => new double[repetitions]).ToList();
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            _device.Synchronize();
            for (int i = 0; i < Steps.Count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                Steps[i].Launch(run);
                _device.Synchronize();
                times[i][repetition] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        return [.. Steps.Select((operation, i) => new PlanTiming(
            operation.Name, operation.Description, times[i].Order().ElementAt(repetitions / 2), operation.MultiplyAdds))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recordings?.Dispose();
        _column?.Dispose();
        _ownMemory?.Dispose();
    }

    private void Launch(IReadOnlyList<PlanStep> steps, int first, PlanRun run)
    {
        if (_recordings is not null)
        {
            _recordings.Run(steps, first, run);
        }
        else
        {
            run.Launch(steps);
        }
    }

    private void RunPart(int first, int end, IReadOnlyDictionary<string, Tensor> tensors, Tensor? conditioning, int step)
    {
        PlanStep[] steps = [.. Steps.Take(first..end)];
        Launch(steps, first, Prepare(Bind(tensors, i => steps.Any(operation => operation.Tensor == i)), conditioning, step));
    }

    private int PlaceOf(string input)
    {
        int tensor = _tensors.FindIndex(candidate => candidate.Name == input);
        return tensor >= 0 && tensor < _inputs
            ? Steps.TakeWhile(step => step.Tensor != tensor).Count()
            : throw new ArgumentException($"the plan has no input '{input}'", nameof(input));
    }

    private Tensor[] Bind(Tensor input, Tensor output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (_tensors.Count != 2 || input.Shape != InputShape || output.Shape != OutputShape)
        {
            throw new ArgumentException($"the plan maps {InputShape} to {OutputShape}, not {input.Shape} to {output.Shape}");
        }

        return [input, output];
    }

    // Null for a tensor that is not read or written.
    private Tensor?[] Bind(IReadOnlyDictionary<string, Tensor> tensors, Func<int, bool> isUsed)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return [.. _tensors.Select((tensor, i) => isUsed(i) ? Find(tensor.Name, tensor.Shape) : null)];

        Tensor Find(string name, TensorShape shape) => tensors.TryGetValue(name, out var found) && found.Shape == shape
            ? found
            : throw new ArgumentException($"'{name}' is a tensor of {shape}, not {found?.Shape.ToString() ?? "missing"}", nameof(tensors));
    }

    private PlanRun Prepare(Tensor?[] tensors, Tensor? conditioning, int step)
    {
        if (_conditioningChannels > 0)
        {
            if (conditioning is null || conditioning.Shape.Elements < (long)_conditioningChannels * _conditioningSteps
                || conditioning.Shape.W != _conditioningSteps)
            {
                throw new ArgumentException(
                    $"the plan reads a conditioning table of 1x{_conditioningChannels}x1x{_conditioningSteps}, not {conditioning?.Shape.ToString() ?? "none"}",
                    nameof(conditioning));
            }

            ArgumentOutOfRangeException.ThrowIfNegative(step);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, _conditioningSteps);
        }

        ArrayView<float>[] views = [.. tensors.Select(tensor => tensor?.View ?? default)];
        if (_column is null)
        {
            return new(views, conditioning?.View ?? default, step);
        }

        _device.Load<ArrayView<float>, ArrayView<float>, int, int, int>(ConditioningKernels.TakeColumn)(
            _device.Elementwise(_conditioningChannels), conditioning!.View, _column.View, _conditioningSteps, step, _conditioningChannels);
        return new(views, _column.View, 0);
    }
}
