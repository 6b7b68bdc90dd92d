using BenchmarkDotNet.Attributes;

namespace DiffPir.Benchmarks.Operations;

/// <summary>
/// Times the cases of one family of operations. Four launches, then a wait: a network too enqueues one operation behind the other, so
/// waiting after each would charge it for what it does not pay.
/// </summary>
public abstract class OperationBenchmarks
{
    private const int Launches = 4;

    private Action _launch = () => { };
    private Action _release = () => { };

    /// <summary>The cases of the family.</summary>
    public abstract IEnumerable<OperationCase> Cases { get; }

    /// <summary>The operation that is timed.</summary>
    [ParamsSource(nameof(Cases))]
    public OperationCase Case { get; set; } = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var bench = new Bench(Workplace.Device);
        _release = bench.Dispose;
        _launch = Case.Prepare(bench);
        bench.LoadWeights();
        _launch();
        Workplace.Device.Synchronize();
    }

    [Benchmark(OperationsPerInvoke = Launches)]
    public void Run()
    {
        for (int i = 0; i < Launches; i++)
        {
            _launch();
        }

        Workplace.Device.Synchronize();
    }

    [GlobalCleanup]
    public void Release() => _release();
}
