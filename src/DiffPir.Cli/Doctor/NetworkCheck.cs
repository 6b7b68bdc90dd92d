using DiffPir.Cli.Options;
using DiffPir.Kernels;
using DiffPir.Kernels.RandomNumbers;
using DiffPir.Kernels.SelfTests;
using DiffPir.Network;

namespace DiffPir.Cli.Doctor;

/// <summary>The small built-in network on a fixed input, beside what it gave when it was built: shows whether model and device fit together.</summary>
internal static class NetworkCheck
{
    /// <summary>Side of the input, its time step, and which of the output's values are recorded.</summary>
    internal const int Side = 32, TimeStep = 500, Stride = 61;

    private const string Operation = "network builtin-small";

    /// <summary>Recorded on ILGPU's CPU accelerator in single precision.</summary>
    private static readonly float[] Recorded =
    [
        0.3043271f, -0.016877618f, -1.2126055f, -0.28560933f, -1.3954695f, 2.2635546f, 0.7715743f, -0.33791614f, 1.3280523f,
        -0.55466115f, -2.2484686f, -0.362811f, -0.7316234f, 0.6929616f, 0.13409172f, -0.6494286f, 1.0275565f, -1.1513433f,
        0.6848057f, -0.055163614f, 0.25437692f, 0.741379f, -1.8289948f, 0.078115426f, 0.95751715f, 1.062958f, -0.05703099f,
        0.50979847f, 1.311882f, 1.504161f, 0.09236211f, -0.89671886f, 0.09323539f, 0.48399886f, -0.37815577f, 0.1262082f,
        -0.6451958f, 0.45166817f, 1.3744688f, 0.44180435f, -1.0674819f, 0.6384302f, -1.9452255f, 0.6810887f, 0.18781903f,
        1.0200632f, -0.3761179f, -0.5915531f, 0.0093428455f, -0.2734356f, 0.6022589f,
    ];

    /// <summary>Computes and compares.</summary>
    public static SelfTestResult Run(ComputeDevice device)
    {
        double bound = device.Precision switch { Precision.Bf16 => 5e-2, Precision.Tf32 or Precision.Fp16 => 1e-2, _ => 1e-4 };
        try
        {
            return DeviceSelfTest.Measure(device, Operation, bound, static device => (Doubles(Compute(device)), Doubles(Recorded)));
        }
        catch (CheckpointException e)
        {
            return new(Operation, double.NaN, bound, 0, e.Message);
        }
    }

    /// <summary>Every <see cref="Stride"/>th value of the network's output.</summary>
    internal static float[] Compute(ComputeDevice device)
    {
        float[] input = new float[3 * Side * Side];
        NoiseOperations.Fill(input, new NoiseKey(1, 0, 0, 0));
        using var prior = DenoiserLoader.Load(device, ModelOptions.BuiltinPaths[ModelOptions.BuiltinSmall]);
        using var session = prior.CreateSession(new TensorShape(1, 3, Side, Side), [TimeStep]);
        using Tensor x = device.Allocate(new TensorShape(1, 3, Side, Side)), noise = device.Allocate(x.Shape);
        x.Upload(input);
        session.PredictNoise(x, 0, noise, default);
        return [.. noise.Download().Where(static (_, i) => i % Stride == 0)];
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, static value => (double)value);
}
