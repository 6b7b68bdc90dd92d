using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>Renews the weights of a store from parameters on the device, in all forms that plans have asked for so far.</summary>
public sealed class WeightUpdate : IDisposable
{
    private readonly List<MemoryBuffer1D<int, Stride1D.Dense>> _maps = [];
    private readonly List<Action<ArrayView<float>>> _launches = [];
    private readonly ParameterLayout _layout;

    /// <summary>Prepares for the forms that the store holds now.</summary>
    /// <param name="device">The device of the store.</param>
    /// <param name="weights">The store, loaded, all of whose weights are parameters.</param>
    /// <param name="layout">Where each parameter begins.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice, or a kernel does not compile.</exception>
    public WeightUpdate(ComputeDevice device, WeightStore weights, ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(layout);
        _layout = layout;
        foreach (var (name, form, packed) in weights.Forms)
        {
            long offset = layout[name].Offset;
            var map = device.AllocateIntegers(
                form.PrepareTransform is null ? WeightMap.OfPacked(name, form, offset) : WeightMap.OfRows(name, form, offset));
            _maps.Add(map);
            _launches.Add(form.PrepareTransform is { } prepare ? prepare(device, map.View, packed) : PrepareGather(device, map.View, packed));
        }

        device.FinishLoading();
    }

    /// <summary>Enqueues the renewal.</summary>
    /// <param name="parameters">All parameters, as the layout says.</param>
    /// <exception cref="ArgumentException">Their number is another one.</exception>
    public void Enqueue(Tensor parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Shape != _layout.Shape)
        {
            throw new ArgumentException($"the parameters are a tensor of {_layout.Shape}, not {parameters.Shape}", nameof(parameters));
        }

        var view = parameters.View;
        _launches.ForEach(launch => launch(view));
    }

    /// <inheritdoc/>
    public void Dispose() => _maps.ForEach(map => map.Dispose());

    private static Action<ArrayView<float>> PrepareGather(ComputeDevice device, ArrayView<int> map, ArrayView<float> packed)
    {
        var kernel = device.Load<ArrayView<float>, ArrayView<int>, ArrayView<float>>(WeightUpdateKernels.Gather);
        var config = device.Elementwise(packed.Length);
        return parameters => kernel(config, parameters, map, packed);
    }
}
