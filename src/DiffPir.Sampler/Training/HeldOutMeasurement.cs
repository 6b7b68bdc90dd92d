using DiffPir.Kernels;
using DiffPir.Kernels.Training;
using DiffPir.Network;

namespace DiffPir.Sampler.Training;

/// <summary>Measures averaged weights on photographs that are not trained on: loss by quarter of the schedule, and restorations.</summary>
/// <param name="squares">The squares that are restored.</param>
/// <param name="batches">Where crops come from.</param>
/// <param name="photographs">How many photographs, the first ones, are held out.</param>
/// <param name="part">Images that are computed at a time.</param>
/// <param name="timesteps">Time steps of the schedule.</param>
internal sealed class HeldOutMeasurement(HeldOutSquares squares, TrainingBatches batches, int photographs, int part, int timesteps)
{
    private const int LeastCrops = 64;
    private const int Quarters = 4;

    private readonly BatchDraw _draw = new(new(0, 0, uint.MaxValue, 0), (LeastCrops + part - 1) / part * part, 0, photographs);

    /// <summary>What was measured last.</summary>
    public HeldOutResult Latest { get; private set; } = new(double.NaN, [double.NaN, double.NaN, double.NaN, double.NaN], double.NaN);

    /// <summary>Measures. The session has the latest weights again afterwards.</summary>
    public void Measure(
        TrainingSession session, Optimizer optimizer, DenoisingLoss loss, BatchTensors batch, Tensor predicted, CancellationToken cancellation)
    {
        session.Use(optimizer.Average);
        double[] sums = new double[Quarters];
        int[] counts = new int[Quarters];
        for (int first = 0; first < _draw.Images && !cancellation.IsCancellationRequested; first += part)
        {
            batches.Fill(_draw, first, batch);
            session.Predict(batch.X, batch.Time, predicted);
            var losses = loss.Measure(predicted, batch.Noise);
            float[] drawn = batch.Drawn.Download();
            for (int i = 0; i < part; i++)
            {
                int quarter = (int)((long)drawn[i] * Quarters / timesteps);
                sums[quarter] += losses[i];
                counts[quarter]++;
            }
        }

        session.Use(optimizer.Weights);
        if (!cancellation.IsCancellationRequested)
        {
            Latest = new(sums.Sum() / counts.Sum(), [.. sums.Zip(counts, static (sum, count) => sum / count)], PsnrOf(optimizer.Average, cancellation));
        }
    }

    /// <summary>Pictures to look at.</summary>
    public IReadOnlyList<TrainingSample> Draw(float[] weights, CancellationToken cancellation) => squares.Draw(weights, cancellation);

    /// <summary>Searches settings of restoration.</summary>
    public PriorSettings Search(float[] weights, PriorSettings start, TimeSpan budget, CancellationToken cancellation)
    {
        using var engine = squares.Open(weights);
        return PriorSettingsSearch.Run(engine, squares.Truths, start, budget, cancellation);
    }

    // Weights that have come apart restore nothing.
    private double PsnrOf(Tensor weights, CancellationToken cancellation)
    {
        try
        {
            return squares.Psnr(weights.Download(), cancellation);
        }
        catch (SamplerException)
        {
            return double.NaN;
        }
    }
}
