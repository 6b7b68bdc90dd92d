using DiffPir.Kernels;
using DiffPir.Kernels.Circulant;
using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Benchmarks.Operations;

/// <summary>
/// What a sampler does between two evaluations of the network, on pictures of 256 and 1024 pixels a side and one of prime sides. Data
/// steps count the bytes of the picture in and out; what their transforms move in between is theirs to save.
/// </summary>
public class SamplingBenchmarks : OperationBenchmarks
{
    /// <inheritdoc/>
    public override IEnumerable<OperationCase> Cases =>
        from picture in new TensorShape[] { new(1, 3, 256, 256), new(1, 3, 1024, 1024), new(1, 3, 251, 257) }
        from operation in Enum.GetValues<Operation>()
        where operation != Operation.DataStepScale4 || (picture.H % 4 == 0 && picture.W % 4 == 0)
        select new SamplingCase(operation, picture);

    private enum Operation
    {
        NoiseOperations,
        PredictClean,
        BlendWithNoise,
        PullTowards,
        DataStep,
        DataStepScale4,
    }

    private sealed class SamplingCase(Operation operation, TensorShape picture) : OperationCase
    {
        public override long Bytes => sizeof(float) * picture.Elements * operation switch
        {
            Operation.NoiseOperations => 1,
            Operation.PredictClean => 3,
            Operation.BlendWithNoise or Operation.PullTowards => 4,
            _ => 2,
        };

        public override string ToString() => $"{operation} {picture}";

        internal override Action Prepare(Bench bench)
        {
            var (device, x, a, b) = (bench.Device, bench.Planar(picture), bench.Planar(picture), bench.Planar(picture));

            // Factors that keep x within bounds however often they are applied.
            return operation switch
            {
                Operation.NoiseOperations => () => NoiseOperations.Fill(device, x, new NoiseKey(1, 0, 0, 0)),
                Operation.PredictClean => () => BlendOperations.PredictClean(device, x, a, b, 0.8, 0.6),
                Operation.BlendWithNoise => () => BlendOperations.Blend(device, x, a, b, 0.5, 0.4, 0.3),
                Operation.PullTowards => () => BlendOperations.PullTowards(device, x, a, b, 0.5),
                _ => DataStep(bench, x, operation == Operation.DataStepScale4 ? 4 : 1),
            };
        }

        private Action DataStep(Bench bench, Tensor x, int scale)
        {
            const int Side = 9;
            float[] mean = [.. Enumerable.Repeat(1f / (Side * Side), Side * Side)];
            var model = new CirculantModel(picture.H, picture.W, scale, Side, Side, mean);
            var measurement = bench.Planar(picture with { H = picture.H / scale, W = picture.W / scale });
            var step = bench.Own(new CirculantDataStep(bench.Device, model, picture, measurement));
            return () => step.Apply(x, 0.1);
        }
    }
}
