using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Pointwise;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.Convolution;

/// <summary>Runs one convolution by a candidate of the test's choice, from and to planar arrays.</summary>
internal static class CandidateRunner
{
    /// <summary>
    /// Evaluates the convolution, with a planar residual of the output's shape where one is given. Storage that no value occupies holds
    /// NaN beforehand, the border of zeros excepted: a kernel that lets padding into a sum is found out.
    /// </summary>
    public static float[] Run(
        ComputeDevice device,
        ConvolutionCandidate candidate,
        ConvolutionNode node,
        TensorShape shape,
        float[] x,
        IReadOnlyDictionary<string, float[]> weights,
        float[]? residual = null)
    {
        var output = OperationRunner.GraphOf(shape.C, node).InferShapes(shape)["y"];
        using var store = new WeightStore(device, name => weights[name]);
        using var scratch = device.AllocateFloats(ConvolutionLauncher.ScratchElements(device, candidate, shape, output));
        using var xs = new PlacedImages(device, shape, node.KernelSize == 3 ? 1 : 0);
        using var ys = new PlacedImages(device, output, 0);
        using var rs = new PlacedImages(device, output, 0);
        xs.Upload(x);
        rs.Upload(residual ?? []);
        ConvolutionLauncher.Prepare(device, node, candidate, store, xs.Value, residual is null ? null : rs.Value, ys.Value, scratch.View)();
        return ys.Download();
    }

    private sealed class PlacedImages : IDisposable
    {
        private readonly ComputeDevice _device;
        private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;
        private readonly Tensor _planar;

        public PlacedImages(ComputeDevice device, TensorShape shape, int halo)
        {
            var layout = new ActivationLayout(shape, halo);
            (_device, _buffer, _planar) = (device, device.AllocateFloats(layout.Elements), device.Allocate(shape));
            Value = new(shape, layout, 0, _buffer.View);
            _buffer.View.CopyFromCPU(Enumerable.Repeat(float.NaN, (int)layout.Elements).ToArray());
        }

        public PlacedValue Value { get; }

        public void Upload(float[] planar)
        {
            if (planar.Length > 0)
            {
                _planar.Upload(planar);
                if (Value.HasHalo)
                {
                    PointwiseLauncher.ZeroBorder(_device, Value)();
                }

                PointwiseLauncher.Pack(_device, Value)(new(_planar.View, _planar.View, _planar.View, 0));
            }
        }

        public float[] Download()
        {
            PointwiseLauncher.Unpack(_device, Value)(new(_planar.View, _planar.View, _planar.View, 0));
            return _planar.Download();
        }

        public void Dispose()
        {
            _buffer.Dispose();
            _planar.Dispose();
        }
    }
}
