using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Network;

/// <summary>A session over tiles of one shape, one after the other.</summary>
internal sealed class TiledSession : IPriorSession
{
    private readonly ComputeDevice _device;
    private readonly IPriorSession _session;
    private readonly TensorShape _shape;
    private readonly TileAxis _rows;
    private readonly TileAxis _columns;
    private readonly List<Tensor> _owned = [];
    private readonly Tensor _tile;
    private readonly Tensor _tileNoise;
    private readonly Tensor[] _rowWeights;
    private readonly Tensor[] _columnWeights;

    /// <summary>Takes ownership of a session for tiles, also where it fails.</summary>
    /// <exception cref="DeviceException">The device has too little memory.</exception>
    public TiledSession(ComputeDevice device, IPriorSession session, TensorShape shape, TileAxis rows, TileAxis columns)
    {
        (_device, _session, _shape, _rows, _columns) = (device, session, shape, rows, columns);
        try
        {
            var tile = shape with { H = rows.Length, W = columns.Length };
            (_tile, _tileNoise) = (Allocate(tile), Allocate(tile));
            (_rowWeights, _columnWeights) = ([.. rows.Weights.Select(Upload)], [.. columns.Weights.Select(Upload)]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long PlannedBytes => _session.PlannedBytes + _owned.Sum(tensor => tensor.Shape.Elements * sizeof(float));

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        SessionShape.RequireTensors(_shape, x, noise, _tile);
        TileOperations.Clear(_device, noise);
        for (int row = 0; row < _rows.Starts.Count; row++)
        {
            for (int column = 0; column < _columns.Starts.Count; column++)
            {
                cancellation.ThrowIfCancellationRequested();
                int top = _rows.Starts[row], left = _columns.Starts[column];
                TileOperations.Cut(_device, _tile, x, top, left);
                _session.PredictNoise(_tile, stepIndex, _tileNoise, cancellation);
                TileOperations.AddWeighted(_device, noise, _tileNoise, top, left, _rowWeights[row], _columnWeights[column]);
                if (cancellation.CanBeCanceled)
                {
                    _device.Synchronize();
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _owned.ForEach(tensor => tensor.Dispose());
        _session.Dispose();
    }

    private Tensor Upload(float[] weights)
    {
        var tensor = Allocate(new(1, 1, 1, weights.Length));
        tensor.Upload(weights);
        return tensor;
    }

    private Tensor Allocate(TensorShape shape)
    {
        _owned.Add(_device.Allocate(shape));
        return _owned[^1];
    }
}
