using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Intrinsics;
using DiffPir.Testing;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.TensorCore;

/// <summary>Weights that a training renews on the device, in the order and the format of the tensor-core kernels.</summary>
public sealed class TensorCoreWeightTests
{
    // Outputs, inputs, kernel: tails of outputs and of channels, several blocks and slabs.
    private static readonly int[][] Shapes = [[1, 1, 1], [20, 3, 3], [80, 48, 1], [144, 40, 3]];

    public static TheoryData<Precision> Precisions => [Precision.Tf32, Precision.Fp16, Precision.Bf16];

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Update_OnModelledTensorCores_GivesTheBitsThatTheHostPacks(Precision precision)
    {
        using var device = TestDevices.OpenWarpModel(precision);
        ExpectHostBits(device);
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Update_OnCuda_GivesTheBitsThatTheHostPacks(Precision precision)
    {
        using var device = TestDevices.RequireTensorCores(precision);
        ExpectHostBits(device);
    }

    private static void ExpectHostBits(ComputeDevice device)
    {
        foreach (int[] s in Shapes)
        {
            foreach (int columns in new[] { 64, 128 })
            {
                int count = s[0] * s[1] * s[2] * s[2], taps = s[2] * s[2];
                ExpectHostBits(device, count, Form(device.Precision, s[0], s[1], taps, columns));
                ExpectHostBits(device, count, TransposedWeights.Of(Form(device.Precision, s[1], s[0], taps, columns), s[0], taps));
            }
        }
    }

    private static void ExpectHostBits(ComputeDevice device, int count, WeightForm form)
    {
        float[] values = OperationRunner.Values(count, 5), before = new float[7];

        // Ties, signed zeros, numbers too small for half precision, and one that none of the formats has.
        float[] special = [1f + (1f / 2048), 1f + (1f / 256), -0f, 3e-8f, -7e-6f, 65504f, float.PositiveInfinity];
        special.AsSpan(0, Math.Min(count, special.Length)).CopyTo(values);
        using var expected = new WeightStore(device, _ => values);
        var packed = expected.Get("w", form);
        expected.Load();

        using var renewed = new WeightStore(device, _ => new float[count]);
        var found = renewed.Get("w", form);
        renewed.Load();
        var layout = new ParameterLayout([("others", before.Length), ("w", count)]);
        using var update = new WeightUpdate(device, renewed, layout);
        using var parameters = device.Allocate(layout.Shape);
        parameters.Upload([.. before, .. values]);
        update.Enqueue(parameters);

        Assert.Equal(Bits(device, packed), Bits(device, found));
    }

    private static WeightForm Form(Precision precision, int outputs, int inputs, int taps, int columns) => precision switch
    {
        Precision.Tf32 => TensorCorePacking.Form<Tf32Element>(outputs, inputs, taps, columns),
        Precision.Fp16 => TensorCorePacking.Form<Float16Element>(outputs, inputs, taps, columns),
        _ => TensorCorePacking.Form<BFloat16Element>(outputs, inputs, taps, columns),
    };

    private static uint[] Bits(ComputeDevice device, ILGPU.ArrayView<float> view)
    {
        device.Synchronize();
        float[] values = new float[view.Length];
        view.CopyToCPU(values);
        return [.. values.Select(BitConverter.SingleToUInt32Bits)];
    }
}
