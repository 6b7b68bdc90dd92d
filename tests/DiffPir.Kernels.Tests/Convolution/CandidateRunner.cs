using DiffPir.Kernels.Convolution;

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
        var launch = ConvolutionLauncher.Prepare(
            device, node, candidate, store, xs.Value, residual is null ? null : rs.Value, ys.Value, scratch.View);
        store.Load();
        launch();
        return ys.Download();
    }
}
