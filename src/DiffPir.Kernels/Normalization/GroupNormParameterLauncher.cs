using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>Prepares <see cref="GroupNormParameterKernels"/>.</summary>
internal static class GroupNormParameterLauncher
{
    /// <summary>Elements of scratch memory: the totals.</summary>
    public static long ScratchElements(TensorShape x) => 2L * x.N * x.C;

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    /// <param name="node">The operation.</param>
    /// <param name="context">Weights, and where gradients go; the end of its scratch memory is used.</param>
    /// <param name="a">Scalars.</param>
    /// <param name="sums">Partial sums over chunks of rows.</param>
    public static Action<PlanRun> Prepare(
        GroupNormGradientNode node, OperationContext context, GroupNormGradientArguments a, ArrayView<float> sums)
    {
        var device = context.Device;
        long elements = 2L * a.N * a.C;
        var totals = context.Scratch.SubView(context.Scratch.Length - elements, elements);
        ArrayView<float> gamma = context.Weights.Get(node.Gamma, a.C), beta = context.Weights.Get(node.Beta, a.C);
        ArrayView<float> dgamma = context.ParameterGradient(node.Gamma, a.C), dbeta = context.ParameterGradient(node.Beta, a.C);
        var table = a.ScaleShiftOffset < 0 ? dgamma : context.ConditioningGradient(0, a.ScaleShiftOffset + (2 * a.C), a.N);
        var merge = device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, GroupNormGradientArguments>(
            GroupNormParameterKernels.Merge);
        var sum = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, GroupNormGradientArguments>(
            GroupNormParameterKernels.Sum);
        var mergeConfig = new KernelConfig(
            new Index3D(a.C, a.N, 1), new Index3D(device.IsProcessor ? 1 : GroupNormGradientKernels.MergeGroupSize, 1, 1));
        var sumConfig = device.Elementwise(a.C);

        // Without conditioning neither table is touched; any view will do.
        return run =>
        {
            merge(mergeConfig, sums, gamma, beta, totals, table, a);
            sum(sumConfig, totals, a.ScaleShiftOffset < 0 ? gamma : run.Conditioning, dgamma, dbeta, run.Step, a);
        };
    }
}
