using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Intrinsics;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.Convolution;

/// <summary>Runs one convolution by a candidate of the test's choice, from and to planar arrays.</summary>
internal static class CandidateRunner
{
    /// <summary>Evaluates the convolution, with a planar residual of the output's shape where one is given.</summary>
    public static float[] Run(
        ComputeDevice device,
        ConvolutionCandidate candidate,
        ConvolutionNode node,
        TensorShape shape,
        float[] x,
        IReadOnlyDictionary<string, float[]> weights,
        float[]? residual = null,
        ITensorElement? packed = null) => RunWithMoments(device, candidate, node, shape, x, weights, residual, packed, 0).Output;

    /// <summary>The same from activations that are packed where a format is given, with the table of moments that it leaves in some chunks.</summary>
    public static (float[] Output, float[] Moments) RunWithMoments(
        ComputeDevice device,
        ConvolutionCandidate candidate,
        ConvolutionNode node,
        TensorShape shape,
        float[] x,
        IReadOnlyDictionary<string, float[]> weights,
        float[]? residual,
        ITensorElement? packed,
        int chunks)
    {
        var output = OperationRunner.GraphOf(shape.C, node).InferShapes(shape)["y"];
        using var store = new WeightStore(device, name => weights[name]);
        using var scratch = device.AllocateFloats(ConvolutionLauncher.ScratchElements(device, candidate, shape, output));
        using var xs = new PlacedImages(device, shape, node.KernelSize == 3 ? 1 : 0, packed);
        using var ys = new PlacedImages(device, output, 0);
        using var rs = new PlacedImages(device, output, 0);
        using var table = device.AllocateFloats(Math.Max(1, MomentTable.Elements(output.N, chunks, output.C)));
        table.View.CopyFromCPU(Enumerable.Repeat(float.NaN, (int)table.Length).ToArray());
        xs.Upload(x);
        rs.Upload(residual ?? []);
        var launch = ConvolutionLauncher.Prepare(
            device, node, candidate, store, xs.Value, residual is null ? null : rs.Value, ys.Value, scratch.View,
            chunks == 0 ? null : new(table.View, chunks, output.C));
        store.Load();
        launch();
        return (ys.Download(), table.GetAsArray1D());
    }
}
