using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// Fills missing pixels of a noisy picture with what the prior draws there, noise included, so that the whole is a picture with the noise of the
/// measurement. At each time step above that noise, known pixels are the measurement with as much noise again as the time step has more:
/// x = M (a_t y + sqrt(s_t^2 - a_t^2 s_n^2) n1) + (1 - M) (a_t x0 + tau s_t n2), x0 being the prediction of the step before.
/// </summary>
internal sealed class MissingPixels
{
    /// <summary>Noise over the first guess, where pictures are on [-1,1]: it hides all but the broadest of that.</summary>
    public const double FirstNoise = 2;

    private readonly SamplingContext _context;
    private readonly double _tau;
    private readonly KnownReplacement _replacement;

    /// <summary>Allocates.</summary>
    /// <param name="context">The problem; its degradation leaves holes.</param>
    /// <param name="measured">y, whose channels have independent noise.</param>
    /// <param name="tau">Factor of the noise n2.</param>
    public MissingPixels(SamplingContext context, Tensor measured, double tau) =>
        (_context, _tau, _replacement) = (context, tau, new(context, measured));

    /// <summary>Time steps from <see cref="FirstNoise"/> down to one, which is not among them: the noise falls by the same factor each time.</summary>
    /// <param name="last">The one.</param>
    /// <param name="count">How many at most; as many as there are apart.</param>
    /// <param name="schedule">The prior's schedule.</param>
    public static IEnumerable<int> TimestepsDownTo(int last, int count, NoiseSchedule schedule)
    {
        double whole = schedule.Sigma(last) / FirstNoise;
        return Enumerable.Range(0, count).Select(i => schedule.Nearest(FirstNoise * Math.Pow(whole, (double)i / count))).Where(t => t > last).Distinct();
    }

    /// <summary>Fills them; takes all steps but the last.</summary>
    /// <param name="x">Receives the picture with the noise of the last time step, right where it is missing.</param>
    /// <param name="clean">For the predictions.</param>
    /// <param name="noise">For noise.</param>
    /// <param name="timesteps">Decreasing; the last one is that of the measurement's noise.</param>
    /// <param name="count">Steps of the whole restoration, for its progress.</param>
    public void Fill(Tensor x, Tensor clean, Tensor noise, IReadOnlyList<int> timesteps, int count)
    {
        var schedule = _context.Schedule;
        _context.Start(x, clean, timesteps[0], FirstGuess.Continued);
        for (int i = 0; i + 1 < timesteps.Count; i++)
        {
            _context.BeginStep();
            var (t, next) = (timesteps[i], timesteps[i + 1]);
            double measured = schedule.Signal(t) * 2 * _context.Noise, level = schedule.Noise(t);
            _replacement.Apply(x, i, NoiseDraw.Measurement, t, Math.Sqrt(Math.Max(0, (level * level) - (measured * measured))));
            _context.MirrorMargins(x);
            _context.PredictNoise(x, t, noise);
            _context.PredictClean(clean, x, noise, t, clamp: true);
            _context.Fill(noise, i, NoiseDraw.Fresh);
            VectorOperations.Combine(_context.Device, x, schedule.Signal(next), clean, _tau * schedule.Noise(next), noise);
            _context.EndStep(i + 1, count, t);
        }
    }

    /// <inheritdoc cref="KnownReplacement.Apply(Tensor, Tensor, int)"/>
    public void Measure(Tensor x, Tensor measured, int t) => _replacement.Apply(x, measured, t);
}
