using DiffPir.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Benchmarks.Operations;

/// <summary>The memory of one benchmark case: everything handed out is disposed with it.</summary>
internal sealed class Bench(ComputeDevice device) : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    /// <summary>Where it runs.</summary>
    public ComputeDevice Device => device;

    /// <summary>Keeps something until the case ends.</summary>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        _owned.Add(resource);
        return resource;
    }

    /// <summary>A value in a buffer of its own, filled with numbers in [-1, 1).</summary>
    public PlacedValue Place(TensorShape shape, int halo = 0)
    {
        var layout = new ActivationLayout(shape, halo);
        return new(shape, layout, 0, Fill(layout.Elements));
    }

    /// <summary>A planar tensor, filled with numbers in [-1, 1).</summary>
    public Tensor Planar(TensorShape shape)
    {
        var tensor = Own(device.Allocate(shape));
        tensor.Upload(Numbers(shape.Elements));
        return tensor;
    }

    /// <summary>Memory that an operation needs while it runs.</summary>
    public ArrayView<float> Scratch(long elements) => Own(device.AllocateFloats(elements)).View;

    /// <summary>Weights of which each has as many values as told, once <see cref="LoadWeights"/> has been called.</summary>
    public WeightStore Weights(Func<string, long> count) => Own(new WeightStore(device, name => Numbers(count(name))));

    /// <summary>Puts the weights that operations have asked for on the device.</summary>
    public void LoadWeights()
    {
        foreach (var weights in _owned.OfType<WeightStore>())
        {
            weights.Load();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        device.Synchronize();
        _owned.ForEach(resource => resource.Dispose());
        _owned.Clear();
    }

    private static float[] Numbers(long count)
    {
        var random = new Random(1);
        float[] numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
        {
            number = (2 * random.NextSingle()) - 1;
        }

        return numbers;
    }

    private ArrayView<float> Fill(long elements)
    {
        var buffer = Own(device.AllocateFloats(elements));
        buffer.View.CopyFromCPU(device.Stream, Numbers(elements));
        device.Synchronize();
        return buffer.View;
    }
}
