using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.Normalization;

public sealed class GroupNormGroupTests
{
    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Coefficients_OfManyWorkItems_AreThoseOfOne(string selector)
    {
        var device = TestDevices.Require(selector);

        // Images, channels, groups, channels and chunks of the first table, chunks of the second: one part only; more work-items than parts;
        // fewer; a group whose channels lie in both tables.
        foreach (int[] s in new[] { new[] { 1, 1, 1, 1, 1, 1 }, [2, 24, 4, 24, 3, 3], [1, 40, 2, 40, 37, 37], [2, 48, 3, 24, 5, 70] })
        {
            var a = new GroupNormArguments
            {
                N = s[0],
                C = s[1],
                H = 1,
                W = 1,
                Groups = s[2],
                FirstChannels = s[3],
                FirstChunks = s[4],
                SecondChunks = s[5],
                Epsilon = 1e-5f,
                ScaleShiftOffset = 1,
                ConditioningSteps = 2,
            };
            float[] first = Table(s[0], s[4], s[3], 1);
            float[] second = Table(s[0], s[5], Math.Max(1, s[1] - s[3]), 2);
            float[] parameters = OperationRunner.Values(8 * s[1], 3);

            float[] one = Run(device, GroupNormKernels.Coefficients, device.Elementwise(s[0] * s[2]), a, first, second, parameters);
            float[] many = Run(
                device, GroupNormGroupKernels.Coefficients, new(s[0] * s[2], GroupNormGroupKernels.GroupSize), a, first, second, parameters);

            Assert.InRange(RelativeError.L2(many, one), 0, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void TakeMoments_ByGroups_AreThoseOfSingleWorkItems(string selector)
    {
        var device = TestDevices.Require(selector);

        // Images, channels, height, width, chunks: tails of channels, of pixels and of rows.
        foreach (int[] s in new[] { new[] { 1, 1, 1, 1, 1 }, [2, 70, 5, 29, 2], [1, 130, 8, 16, 8], [1, 16, 9, 40, 3] })
        {
            var shape = new TensorShape(s[0], s[1], s[2], s[3]);
            using var x = new PlacedImages(device, shape, 1);
            x.Upload([.. OperationRunner.Values(shape.Elements, 5).Select(v => 4 + v)]);
            using var one = device.AllocateFloats(MomentTable.Elements(s[0], s[4], s[1]));
            using var many = device.AllocateFloats(one.Length);
            var arguments = MomentsLauncher.Arguments(x.Value, new(one.View, s[4], s[1]));

            MomentsLauncher.Prepare<Lanes1>(device, x.Value, new(one.View, s[4], s[1]), arguments)();
            GroupNormGroupLauncher.PrepareMoments(device, x.Value.View, many.View, s[0], arguments)();
            device.Synchronize();

            Assert.InRange(RelativeError.L2(many.GetAsArray1D(), one.GetAsArray1D()), 0, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Apply_ByGroups_MatchesTheDefinitionAndClearsTheBorder(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var resampling in Enum.GetValues<Resampling>())
        {
            foreach (int halo in new[] { 0, 1 })
            {
                var shape = new TensorShape(2, 24, 6, 10);
                var output = resampling switch
                {
                    Resampling.NearestUp2 => shape with { H = 12, W = 20 },
                    Resampling.MeanDown2 => shape with { H = 3, W = 5 },
                    _ => shape,
                };
                float[] values = OperationRunner.Values(shape.Elements, 6), table = OperationRunner.Values(2 * shape.N * shape.C, 7);
                using var x = new PlacedImages(device, shape, 0);
                using var y = new PlacedImages(device, output, halo);
                using var coefficients = device.Accelerator.Allocate1D(table);
                x.Upload(values);
                var a = new GroupNormArguments
                {
                    X = x.Value.Map, Y = y.Value.Map, N = shape.N, C = shape.C, H = shape.H, W = shape.W, Silu = 1, Halo = halo,
                };

                GroupNormGroupLauncher.PrepareApply(device, resampling, a, x.Value.View, coefficients.View, y.Value.View, packed: false)();

                double[] affine = [.. values.Select((v, i) => ((double)v * Coefficient(table, shape, i, 0)) + Coefficient(table, shape, i, 1))];
                double[] expected = Reference.Silu(affine);
                expected = resampling == Resampling.None ? expected : Reference.Resample(expected, shape, resampling);
                Assert.InRange(RelativeError.L2(y.Download(), [.. expected.Select(v => (float)v)]), 0, 1e-6);
                Assert.True(halo == 0 || y.BorderIsZero());
            }
        }
    }

    /// <summary>What a convolution in 16 bits reads is what it would have rounded itself, on tensor cores and on their model.</summary>
    [Theory]
    [InlineData(Precision.Fp16)]
    [InlineData(Precision.Bf16)]
    public void ApplyPacked_IsApplyRounded(Precision precision)
    {
        using var device = StagedDevices.OpenWarpModel(256, precision);
        ExpectApplyRounded(device);
    }

    [Theory]
    [InlineData(Precision.Fp16)]
    [InlineData(Precision.Bf16)]
    public void ApplyPacked_OnTensorCores_IsApplyRounded(Precision precision)
    {
        using var device = TestDevices.RequireTensorCores(precision);
        ExpectApplyRounded(device);
    }

    private static void ExpectApplyRounded(ComputeDevice device)
    {
        ITensorElement element = device.Precision == Precision.Bf16 ? default(BFloat16Element) : default(Float16Element);
        foreach (var (resampling, halo) in Enum.GetValues<Resampling>().SelectMany(value => new[] { (value, 0), (value, 1) }))
        {
            var shape = new TensorShape(2, 24, 6, 10);
            var output = ResampleNode.Resized(shape, resampling);
            using var x = new PlacedImages(device, shape, 0);
            using var single = new PlacedImages(device, output, halo);
            using var packed = new PlacedImages(device, output, halo, element);
            using var coefficients = device.AllocateFloats(2 * shape.N * shape.C);
            coefficients.View.CopyFromCPU(OperationRunner.Values(2 * shape.N * shape.C, 7));
            x.Upload(OperationRunner.Values(shape.Elements, 6));
            var a = new GroupNormArguments
            {
                X = x.Value.Map, Y = single.Value.Map, N = shape.N, C = shape.C, H = shape.H, W = shape.W, Silu = 1, Halo = halo,
            };

            GroupNormGroupLauncher.PrepareApply(device, resampling, a, x.Value.View, coefficients.View, single.Value.View, packed: false)();
            GroupNormGroupLauncher.PrepareApply(device, resampling, a, x.Value.View, coefficients.View, packed.Value.View, packed: true)();

            float[] rounded = [.. single.Download().Select(v => TensorCoreNumbers.Decode(element, TensorCoreNumbers.Encode(element, v)))];
            Assert.Equal(rounded, packed.Download());
            Assert.True(halo == 0 || packed.BorderIsZero());
        }
    }

    private static double Coefficient(float[] table, TensorShape shape, int element, int entry)
    {
        int plane = element / (shape.H * shape.W), n = plane / shape.C, c = plane % shape.C;
        return table[(((2 * n) + entry) * shape.C) + c];
    }

    // Counts from 1 to 9, pivots and sums of a few units, squares that such sums can have.
    private static float[] Table(int images, int chunks, int channels, int seed)
    {
        float[] table = OperationRunner.Values(MomentTable.Elements(images, chunks, channels), seed);
        for (int i = 0; i < table.Length; i++)
        {
            int entry = i / channels % MomentTable.Entries;
            table[i] = entry == 0 ? 1 + (i / (channels * MomentTable.Entries) % 9) : entry == 3 ? 10 + table[i] : 3 * table[i];
        }

        return table;
    }

    private static float[] Run(
        ComputeDevice device,
        Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, GroupNormArguments> kernel,
        KernelConfig config,
        GroupNormArguments a,
        float[] first,
        float[] second,
        float[] parameters)
    {
        using var firstTable = device.Accelerator.Allocate1D(first);
        using var secondTable = device.Accelerator.Allocate1D(second);
        using var values = device.Accelerator.Allocate1D(parameters);
        using var coefficients = device.AllocateFloats(2 * a.N * a.C);
        device.Load(kernel)(
            config, firstTable.View, secondTable.View, values.View, values.View.SubView(a.C, a.C), values.View, coefficients.View, 1, a);
        device.Synchronize();
        return coefficients.GetAsArray1D();
    }
}
