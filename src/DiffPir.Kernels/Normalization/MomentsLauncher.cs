using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>Prepares the pass that takes partial moments of a value.</summary>
internal static class MomentsLauncher
{
    /// <summary>Prepares the passes that an operation which reads moments has to make itself, because nothing has taken them yet.</summary>
    public static List<Action> PrepareMissing(OperationContext context) =>
        [.. context.Moments.Where(source => source.IsMissing).Select(source => Prepare(context.Device, source.Value, source.Table))];

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare(ComputeDevice device, PlacedValue x, MomentTable table)
    {
        var arguments = Arguments(x, table);
        return !device.IsProcessor ? GroupNormGroupLauncher.PrepareMoments(device, x.View, table.View, x.Shape.N, arguments)
            : x.Shape.C % default(Lanes16).Width == 0 ? Prepare<Lanes16>(device, x, table, arguments)
            : Prepare<Lanes1>(device, x, table, arguments);
    }

    /// <summary>Scalars of the pass.</summary>
    internal static MomentsArguments Arguments(PlacedValue x, MomentTable table) => new()
    {
        X = x.Map,
        C = x.Shape.C,
        H = x.Shape.H,
        W = x.Shape.W,
        Chunks = table.Chunks,
        RowsPerChunk = Rounding.DivideUp(x.Shape.H, table.Chunks),
    };

    /// <summary>Prepares the pass with one work-item for T.Width channels, alone in its group.</summary>
    internal static Action Prepare<T>(ComputeDevice device, PlacedValue x, MomentTable table, MomentsArguments arguments)
        where T : struct, ILanes
    {
        var config = new KernelConfig(
            new Index3D(Rounding.DivideUp(x.Shape.C, default(T).Width), table.Chunks, x.Shape.N), new Index3D(1, 1, 1));
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, MomentsArguments>(MomentsKernels.Take<T>);
        return () => kernel(config, x.View, table.View, arguments);
    }
}
