using System.Diagnostics;

namespace DiffPir.Sampler.Training;

/// <summary>
/// Searches the settings of DiffPIR that suit a prior: for each kind of task, lambda, tau and zeta are varied in turn, each from the best so
/// far, beginning with those of the built-in prior. The mean PSNR over a few pictures decides.
/// </summary>
internal static class PriorSettingsSearch
{
    private const double NoiseLevel = 12.75;

    // In dB: less cannot be told from chance with a few pictures.
    private const double MostLoss = 0.02;
    private static readonly double[] Lambdas = [0.25, 0.5, 1, 2, 4, 8];
    private static readonly double[] Taus = [0.6, 0.7, 0.8, 0.9, 1];
    private static readonly double[] Zetas = [0.6, 0.8];

    private static readonly Degradation Blur = new Deblurring(BlurKernel.Gaussian(25, 2.5), BoundaryHandling.Periodic);

    /// <summary>Searches.</summary>
    /// <param name="engine">Has the prior.</param>
    /// <param name="truths">Pictures that the prior was not trained on.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="budget">Stops with the best so far when so much time has gone.</param>
    /// <param name="cancellation">Stops it without a result.</param>
    public static PriorSettings Run(
        RestorationEngine engine, IReadOnlyList<PlanarImage> truths, PriorSettings start, TimeSpan budget, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();

        // Whether a lower resolution costs anything shows with any task; if not, the search itself takes half the time by it.
        var (coarse, full) = (Noisy(PriorSettings.BuiltIn.Coarse), Noisy(null));
        var noisy = coarse.FirstPsnr > full.FirstPsnr - MostLoss ? coarse : full;
        var settings = start with { Coarse = noisy.Coarse };

        // What people do most comes first, in case time runs out.
        (TaskSearch Search, Func<PriorBalance, PriorSettings> Set)[] tasks =
        [
            (noisy, best => settings with { Noisy = best }),
            (Clean(start.Clean, (_, _) => Blur), best => settings with { Clean = best }),
            (Clean(start.Scattered, (truth, seed) => new Inpainting(PixelMask.Random(truth.Height, truth.Width, 0.5, seed))),
                best => settings with { Scattered = best }),
            (Clean(start.Hole, (truth, seed) => new Inpainting(PixelMask.Box(truth.Height, truth.Width, truth.Height / 3, truth.Width / 3, seed))),
                best => settings with { Hole = best }),
        ];
        foreach (var (search, set) in tasks)
        {
            settings = set(search.Run(() => clock.Elapsed < budget));
        }

        return settings;

        TaskSearch Noisy(double? coarse) => new(engine, truths, NoiseLevel, (_, _) => Blur, start.Noisy, coarse, cancellation);
        TaskSearch Clean(PriorBalance first, Func<PlanarImage, ulong, Degradation> spoil) =>
            new(engine, truths, 0, spoil, first, settings.Coarse, cancellation);
    }

    private sealed class TaskSearch
    {
        private readonly (PlanarImage Truth, PlanarImage Measured, Degradation Degradation)[] _cases;
        private readonly RestorationEngine _engine;
        private readonly double _noise;
        private readonly PriorBalance _first;
        private readonly Lazy<double> _firstPsnr;
        private readonly CancellationToken _cancellation;

        public TaskSearch(
            RestorationEngine engine,
            IReadOnlyList<PlanarImage> truths,
            double noise,
            Func<PlanarImage, ulong, Degradation> spoil,
            PriorBalance first,
            double? coarse,
            CancellationToken cancellation)
        {
            (_engine, _noise, _first, Coarse, _cancellation) = (engine, noise, first, coarse, cancellation);
            _firstPsnr = new(() => PsnrOf(first));
            _cases =
            [
                .. truths.Select((truth, i) =>
                {
                    var degradation = spoil(truth, (ulong)i);
                    return (truth, degradation.Degrade(truth, noise, (ulong)i), degradation);
                }),
            ];
        }

        public double? Coarse { get; }

        /// <summary>That of the settings to begin with, measured once.</summary>
        public double FirstPsnr => _firstPsnr.Value;

        public PriorBalance Run(Func<bool> hasTime)
        {
            var best = _first;
            if (!hasTime())
            {
                return best;
            }

            double highest = FirstPsnr;
            Vary(Lambdas, (balance, value) => balance with { Lambda = value });
            Vary(Taus, (balance, value) => balance with { Tau = value });
            Vary(Zetas, (balance, value) => balance with { Zeta = value });
            return best;

            void Vary(double[] values, Func<PriorBalance, double, PriorBalance> set)
            {
                foreach (var candidate in values.Select(value => set(best, value)).Where(candidate => candidate != best).ToArray())
                {
                    if (hasTime() && PsnrOf(candidate) is var psnr && psnr > highest)
                    {
                        (best, highest) = (candidate, psnr);
                    }
                }
            }
        }

        private double PsnrOf(PriorBalance balance) => _cases.Select((item, i) =>
        {
            var options = balance.ToOptions() with { Coarse = Coarse };
            var job = new RestorationJob { Degradation = item.Degradation, Noise = _noise, Options = options, Seed = (ulong)i };
            return ImageMetrics.Psnr(_engine.Restore(job, item.Measured, null, _cancellation).Image, item.Truth);
        }).Average();
    }
}
