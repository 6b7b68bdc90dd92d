using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>
/// A prior computed on the host: noise = function of (x, timestep). Its gradient is right where that is J x + c with a symmetric J, as it is for
/// normal distributions.
/// </summary>
internal sealed class HostDenoiser(Func<float[], int, float[]> predict, int channels = 3, int sizeMultiple = 1) : IDifferentiablePrior
{
    /// <summary>How often noise was predicted.</summary>
    public int Calls { get; private set; }

    /// <summary>Shape of the session made last.</summary>
    public TensorShape Shape { get; private set; }

    public int Channels => channels;

    public int SizeMultiple => sizeMultiple;

    public NoiseSchedule Schedule => NoiseSchedule.Standard;

    /// <summary>The stub of the golden loops: noise = 0.3 x.</summary>
    public static HostDenoiser Proportional() => new((x, _) => [.. x.Select(value => 0.3f * value)]);

    /// <summary>
    /// The exact prior of pictures whose pixels (on [-1,1]) are independent normals of one mean and variance:
    /// eps = s (x - a mean) / (a^2 variance + s^2).
    /// </summary>
    public static HostDenoiser Gaussian(Func<int, double> mean, double variance, int channels = 3, int sizeMultiple = 1) => new(
        (x, t) =>
        {
            double a = NoiseSchedule.Standard.Signal(t), s = NoiseSchedule.Standard.Noise(t);
            return [.. x.Select((value, i) => (float)(s * (value - (a * mean(i))) / ((a * a * variance) + (s * s))))];
        },
        channels, sizeMultiple);

    /// <summary>
    /// The exact prior of grey scenes in three channels: those of a pixel are one and the same normal of mean 0, so that
    /// eps = s (x - 3 a^2 variance m / (3 a^2 variance + s^2)) / s^2, m being the mean of its channels.
    /// </summary>
    public static HostDenoiser GreyScenes(double variance) => new((x, t) =>
    {
        double a = NoiseSchedule.Standard.Signal(t), s = NoiseSchedule.Standard.Noise(t), shared = 3 * a * a * variance;
        int pixels = x.Length / 3;
        return
        [
            .. x.Select((value, i) =>
            {
                int p = i % pixels;
                double mean = (x[p] + x[p + pixels] + x[p + (2 * pixels)]) / 3;
                return (float)((value - (shared * mean / (shared + (s * s)))) / s);
            }),
        ];
    });

    public IPriorSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null) => CreateGradientSession(shape, timesteps);

    public IGradientSession CreateGradientSession(TensorShape shape, IReadOnlyList<int> timesteps)
    {
        Shape = shape;
        return new Session(this, timesteps);
    }

    public void Dispose()
    {
    }

    private sealed class Session(HostDenoiser owner, IReadOnlyList<int> timesteps) : IGradientSession
    {
        private int _step = -1;

        public long PlannedBytes => 0;

        public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
        {
            owner.Calls++;
            _step = stepIndex;
            noise.Upload(owner.Predict(x.Download(), timesteps[stepIndex]));
        }

        public void PullBack(Tensor vector, Tensor gradient)
        {
            Assert.True(_step >= 0, "a gradient is that of the latest prediction, once");
            float[] v = vector.Download(), constant = owner.Predict(new float[v.Length], timesteps[_step]);
            gradient.Upload([.. owner.Predict(v, timesteps[_step]).Zip(constant, (value, zero) => value - zero)]);
            _step = -1;
        }

        public void Dispose()
        {
        }
    }

    /// <summary>The noise that it predicts.</summary>
    public float[] Predict(float[] x, int t) => predict(x, t);
}
