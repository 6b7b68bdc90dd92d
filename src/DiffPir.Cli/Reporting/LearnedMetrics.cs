using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Cli.Reporting;

/// <summary>Metrics that networks compute, as far as there are weights.</summary>
internal sealed class LearnedMetrics : IDisposable
{
    private const int Colours = 3;

    private readonly IReadOnlyList<PerceptualDistance> _lpips;
    private readonly InceptionFeatures? _inception;

    private LearnedMetrics(IReadOnlyList<PerceptualDistance> lpips, InceptionFeatures? inception) => (_lpips, _inception) = (lpips, inception);

    /// <summary>Without weights.</summary>
    public static LearnedMetrics None { get; } = new([], null);

    /// <summary>What a row must have: 0 for every distance that is measured.</summary>
    public LearnedDistances Wanted => Collect(static _ => 0);

    /// <summary>Whether features are taken.</summary>
    public bool HasFeatures => _inception is not null;

    /// <summary>Why a table lacks columns; null where it lacks none.</summary>
    public string? Missing
    {
        get
        {
            string?[] reasons =
            [
                _lpips.Count == 0 ? "no LPIPS, because --lpips names no weights" : null,
                _inception is null ? "no FID, because --fid names no weights" : null,
            ];
            return reasons.OfType<string>().ToArray() is { Length: > 0 } there ? string.Join("; ", there) : null;
        }
    }

    /// <summary>Loads networks.</summary>
    /// <exception cref="CheckpointException">A file cannot be read, is of something else, or lacks its counterpart.</exception>
    public static LearnedMetrics Load(ComputeDevice device, IReadOnlyList<string> lpips, string? fid)
    {
        var distances = PerceptualDistance.LoadAll(device, lpips);
        try
        {
            return new(distances, fid is null ? null : InceptionFeatures.Load(device, fid));
        }
        catch
        {
            foreach (var distance in distances)
            {
                distance.Dispose();
            }

            throw;
        }
    }

    /// <summary>LPIPS of two pictures of one size; NaN where they are too small for a network.</summary>
    public LearnedDistances Distances(PlanarImage picture, PlanarImage truth) => Collect(lpips =>
        Math.Min(truth.Height, truth.Width) < lpips.LeastSide
            ? double.NaN
            : lpips.Between(picture.RepeatChannel(Colours).Data, truth.RepeatChannel(Colours).Data, truth.Height, truth.Width));

    /// <summary>The features of a picture as its 8-bit file would have them.</summary>
    /// <exception cref="InvalidOperationException">There are no weights.</exception>
    public float[] Features(PlanarImage picture) =>
        (_inception ?? throw new InvalidOperationException("there are no weights for features")).Of(
            [.. picture.RepeatChannel(Colours).Data.Select(static value => MathF.Round(255 * Math.Clamp(value, 0f, 1f)) / 255)], picture.Height, picture.Width);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var distance in _lpips)
        {
            distance.Dispose();
        }

        _inception?.Dispose();
    }

    private LearnedDistances Collect(Func<PerceptualDistance, double> measure)
    {
        double? Of(PerceptualBackbone backbone) => _lpips.FirstOrDefault(one => one.Backbone == backbone) is { } lpips ? measure(lpips) : null;
        return new(Of(PerceptualBackbone.Vgg16), Of(PerceptualBackbone.AlexNet));
    }
}
