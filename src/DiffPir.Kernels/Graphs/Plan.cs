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
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _arena;
    private readonly List<string> _fusions = [];

    /// <summary>Compiles a network.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="graph">The network.</param>
    /// <param name="input">Shape of its input.</param>
    /// <param name="weights">Its weights on the device.</param>
    /// <param name="conditioningSteps">Steps of the conditioning table, where the graph reads one.</param>
    /// <exception cref="ArgumentException">Shapes do not fit together.</exception>
    /// <exception cref="DeviceException">Memory does not suffice, or a kernel does not compile.</exception>
    public Plan(ComputeDevice device, Graph graph, TensorShape input, WeightStore weights, int conditioningSteps = 0)
    {
        _device = device;
        var fused = GraphFusion.Fuse(graph, _fusions.Add);
        var shapes = fused.InferShapes(input);
        (InputShape, OutputShape) = (input, shapes[fused.Output]);
        (_conditioningChannels, _conditioningSteps) = (fused.ConditioningChannels(shapes), conditioningSteps);

        var layout = new PlanLayout(fused, shapes);
        var layouts = layout.Layouts();
        var builder = new PlanBuilder(device, fused, shapes, weights, conditioningSteps);
        var placement = new BufferPlacement([.. layout.Requests(layouts), .. builder.ScratchRequests()]);
        PlannedBytes = placement.TotalElements * sizeof(float);
        PeakLiveBytes = placement.PeakLiveElements * sizeof(float);

        _arena = device.AllocateFloats(placement.TotalElements);
        try
        {
            Steps = builder.Build(layout, layouts, placement, _arena.View);
            weights.Load(); // while the driver compiles
            device.FinishLoading();
        }
        catch
        {
            _arena.Dispose();
            throw;
        }
    }

    /// <summary>Shape of the input.</summary>
    public TensorShape InputShape { get; }

    /// <summary>Shape of the output.</summary>
    public TensorShape OutputShape { get; }

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

    /// <summary>Enqueues one evaluation.</summary>
    /// <param name="input">Planar tensor of <see cref="InputShape"/>.</param>
    /// <param name="output">Planar tensor of <see cref="OutputShape"/>.</param>
    /// <param name="conditioning">Table [channel][step], where the graph reads one.</param>
    /// <param name="step">Column of the table.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public void Run(Tensor input, Tensor output, Tensor? conditioning = null, int step = 0)
    {
        var run = Prepare(input, output, conditioning, step);
        foreach (var operation in Steps)
        {
            operation.Launch(run);
        }
    }

    /// <summary>
    /// Evaluates several times, waiting after every operation, and returns the median milliseconds of each with its description. The sum
    /// exceeds the time of <see cref="Run"/> by what waiting costs.
    /// </summary>
    /// <inheritdoc cref="Run"/>
    public IReadOnlyList<PlanTiming> Profile(Tensor input, Tensor output, Tensor? conditioning = null, int step = 0, int repetitions = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        var run = Prepare(input, output, conditioning, step);
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
    public void Dispose() => _arena.Dispose();

    private PlanRun Prepare(Tensor input, Tensor output, Tensor? conditioning, int step)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (input.Shape != InputShape || output.Shape != OutputShape)
        {
            throw new ArgumentException($"the plan maps {InputShape} to {OutputShape}, not {input.Shape} to {output.Shape}");
        }

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

        return new(input.View, output.View, conditioning?.View ?? input.View, step);
    }
}
