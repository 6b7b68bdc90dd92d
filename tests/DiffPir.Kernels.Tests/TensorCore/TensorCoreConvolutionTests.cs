using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Tests.Convolution;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.TensorCore;

/// <summary>
/// The tensor-core convolution, executed thread by thread on the CPU accelerator: every index, copy, wait and barrier of the kernel is the
/// one that a GPU runs; only the instructions themselves are modelled.
/// </summary>
public sealed class TensorCoreConvolutionTests
{
    // Images, input channels, height, width, output channels, kernel, stride. One block is slow here, so shapes are small: tails of pixels,
    // of outputs and of channels, several groups either way, one step and many, sums in parts, tiles of several images.
    private static readonly int[][] Shapes =
    [
        [1, 1, 1, 1, 1, 1, 1],
        [1, 3, 5, 7, 20, 3, 1],
        [2, 20, 7, 9, 32, 3, 2],
        [1, 48, 3, 50, 80, 1, 1],
        [2, 64, 9, 8, 144, 1, 1],
        [1, 96, 4, 5, 40, 3, 1],
        [2, 64, 8, 8, 40, 3, 1],
    ];

    public static TheoryData<Precision, string> Candidates
    {
        get
        {
            var data = new TheoryData<Precision, string>();
            foreach (var precision in new[] { Precision.Tf32, Precision.Fp16, Precision.Bf16 })
            {
                foreach (var candidate in new[]
                {
                    ConvolutionCandidate.TensorCore128x128, ConvolutionCandidate.TensorCore128x64, ConvolutionCandidate.TensorCore64x64,
                })
                {
                    data.Add(precision, candidate.ToString());
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Candidates))]
    public void Convolution_OfOddShapes_IsThatOfRoundedFactors(Precision precision, string name)
    {
        var candidate = Enum.Parse<ConvolutionCandidate>(name);
        using var device = StagedDevices.OpenWarpModel(candidate == ConvolutionCandidate.TensorCore64x64 ? 128 : 256, precision);

        // The model sums in single precision, in another order.
        ExpectRoundedFactors(device, candidate, Shapes, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Candidates))]
    public void Convolution_OnTensorCores_IsThatOfRoundedFactors(Precision precision, string name)
    {
        using var device = TestDevices.RequireTensorCores(precision);

        // Tensor cores drop bits of a sum's addends that do not fit beside the largest.
        ExpectRoundedFactors(device, Enum.Parse<ConvolutionCandidate>(name), [.. Shapes, [2, 96, 37, 41, 200, 3, 1], [1, 512, 16, 16, 256, 3, 1]], 2e-5);
    }

    [Theory]
    [InlineData(Precision.Fp32, "Group64x64")]
    [InlineData(Precision.Tf32, "TensorCore64x64")]
    [InlineData(Precision.Bf16, "TensorCore64x64")]
    public void Choose_OnCuda_FollowsThePrecision(Precision precision, string expected)
    {
        using var device = TestDevices.RequireTensorCores(precision);
        var node = new ConvolutionNode("y", "x", "w", "b", 32, 3);

        Assert.Equal(expected, ConvolutionSelector.Choose(device, null, node, new(1, 16, 8, 8), new(1, 32, 8, 8)).ToString());
    }

    [Fact]
    public void Open_WithAPrecisionThatTheDeviceLacks_SaysWhatHasIt()
    {
        var error = Assert.Throws<DeviceException>(() => ComputeDevice.Open("cpu", precision: Precision.Bf16));

        Assert.Contains("bf16 needs a CUDA device", error.Message, StringComparison.Ordinal);
    }

    private static void ExpectRoundedFactors(ComputeDevice device, ConvolutionCandidate candidate, int[][] shapes, double bound)
    {
        foreach (int[] s in shapes)
        {
            var shape = new TensorShape(s[0], s[1], s[2], s[3]);
            var precision = device.Precision;
            var node = new ConvolutionNode("y", "x", "w", "b", s[4], s[5], s[6]);
            float[] x = OperationRunner.Values(shape.Elements, 1);
            var weights = new Dictionary<string, float[]>
            {
                ["w"] = OperationRunner.Values((long)s[4] * s[1] * s[5] * s[5], 2), ["b"] = OperationRunner.Values(s[4], 3),
            };
            double[] expected = Reference.Convolution(
                Rounded(precision, x), shape, Rounded(precision, weights["w"]), weights["b"], s[4], s[5], s[6]);
            float[] residual = OperationRunner.Values(expected.Length, 4);

            var output = new TensorShape(s[0], s[4], Rounding.DivideUp(s[2], s[6]), Rounding.DivideUp(s[3], s[6]));
            int chunks = ConvolutionLauncher.MomentChunks(device, candidate, shape, output, s[5]);

            var (y, moments) = CandidateRunner.RunWithMoments(device, candidate, node, shape, x, weights, residual, null, chunks);

            float[] sums = [.. expected.Zip(residual, (a, b) => (float)(a + b))];
            Assert.InRange(RelativeError.L2(y, sums), 0, bound);
            MomentChecks.ExpectMomentsOf(y, output, moments, chunks);
            if (precision != Precision.Tf32)
            {
                var (same, _) = CandidateRunner.RunWithMoments(
                    device, candidate, node, shape, x, weights, residual, ElementOf(precision), chunks);
                Assert.Equal(y, same);
            }
        }
    }

    private static ITensorElement ElementOf(Precision precision) => precision switch
    {
        Precision.Tf32 => default(Tf32Element),
        Precision.Fp16 => default(Float16Element),
        _ => default(BFloat16Element),
    };

    private static float[] Rounded(Precision precision, float[] values)
    {
        var element = ElementOf(precision);
        return [.. values.Select(v => TensorCoreNumbers.Decode(element, TensorCoreNumbers.Encode(element, v)))];
    }
}
