using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>
/// H is antialiased bicubic reduction with mirrored edges, met by iterative back-projection rather than exactly (the published "cubic"
/// mode). <see cref="SuperResolution"/> is the better choice; this one needs no kernel.
/// </summary>
public sealed class BackProjection : Degradation
{
    /// <summary>Creates the operator.</summary>
    /// <param name="scale">2 to 16.</param>
    /// <param name="iterations">Back-projections in each data step, 1 to 1000; 4 to 6 are sensible.</param>
    /// <param name="gamma">Length of each, greater than 0; 0.05 to 0.13 suit 20 steps.</param>
    public BackProjection(int scale, int iterations = 5, double gamma = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, 1000);
        if (!(gamma > 0 && double.IsFinite(gamma)))
        {
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "must be greater than 0");
        }

        (Scale, Iterations, Gamma) = (scale, iterations, gamma);
    }

    /// <inheritdoc/>
    public override int Scale { get; }

    /// <summary>Back-projections in each data step.</summary>
    public int Iterations { get; }

    /// <summary>Length of each.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override string Name => $"super-resolution x{Scale} by back-projection";

    /// <inheritdoc/>
    internal override void Initialize(ComputeDevice device, PlanarImage measured, Tensor canvas) =>
        BicubicEnlargement.Run(device, measured, Scale, (1 - Scale) / 2.0, (1 - Scale) / 2.0, canvas);

    /// <inheritdoc/>
    internal override IDataStep CreateDataStep(
        ComputeDevice device, PlanarImage measured, Margins unknown, TensorShape canvas) =>
        new BackProjectionDataStep(device, this, measured, canvas);

    /// <inheritdoc/>
    private protected override PlanarImage Apply(PlanarImage clean)
    {
        BicubicReduction.RequireDivisible(clean, Scale);
        return BicubicReduction.Apply(clean, Scale);
    }
}
