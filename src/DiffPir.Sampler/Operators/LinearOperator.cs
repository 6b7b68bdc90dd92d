using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// H on a device, the linear map of a measurement y = H x + n, between tensors of pictures on [-1,1]. Edges and margins are its own affair. What
/// a subclass must know is H and its transpose; all else has a form that works for any H (conjugate gradients), and a better one where H allows.
/// Calls enqueue only; one thread at a time.
/// </summary>
public abstract class LinearOperator : IDisposable
{
    /// <summary>Creates an operator.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="domain">Shape of x; H may act on its top left part only.</param>
    /// <param name="range">Shape of y.</param>
    protected LinearOperator(ComputeDevice device, TensorShape domain, TensorShape range)
    {
        ArgumentNullException.ThrowIfNull(device);
        (Device, Domain, Range) = (device, domain, range);
    }

    /// <summary>Where it runs.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Shape of x.</summary>
    public TensorShape Domain { get; }

    /// <summary>Shape of y.</summary>
    public TensorShape Range { get; }

    /// <summary>How well <see cref="DivideByNormal"/> inverts.</summary>
    public virtual NormalInverse NormalInverse => NormalInverse.None;

    /// <summary>
    /// Whether H H^T is diagonal in a basis that is known here, so that <see cref="Filter"/> can treat each of its components by its singular value.
    /// </summary>
    public virtual bool IsSpectral => false;

    /// <summary>y = H x.</summary>
    public abstract void Apply(Tensor x, Tensor y);

    /// <summary>x = H^T y; where H does not look, x becomes 0.</summary>
    public abstract void Adjoint(Tensor y, Tensor x);

    /// <summary>y &lt;- (H H^T + rho)^-1 y, as well as <see cref="NormalInverse"/> says.</summary>
    /// <param name="y">Of the shape <see cref="Range"/>.</param>
    /// <param name="rho">Greater than 0.</param>
    /// <exception cref="NotSupportedException">The operator has none.</exception>
    public virtual void DivideByNormal(Tensor y, double rho) => throw new NotSupportedException($"{GetType().Name} has no inverse of H H^T");

    /// <summary>A table of weights for <see cref="Filter"/>, which the caller disposes.</summary>
    /// <param name="weight">The weight of a component as a function of its singular value, 0 or greater.</param>
    /// <exception cref="NotSupportedException">The operator is not <see cref="IsSpectral"/>.</exception>
    public virtual Tensor CreateFilter(Func<double, double> weight) => throw new NotSupportedException($"{GetType().Name} has no spectral form");

    /// <summary>Multiplies the components of y, in the basis that makes H H^T diagonal, by the weights of a table.</summary>
    /// <exception cref="NotSupportedException">The operator is not <see cref="IsSpectral"/>.</exception>
    public virtual void Filter(Tensor y, Tensor table) => throw new NotSupportedException($"{GetType().Name} has no spectral form");

    /// <summary>
    /// Prepares the proximal operator of a measurement: exact where H H^T can be inverted exactly, else by conjugate gradients.
    /// </summary>
    /// <param name="y">The measurement, as <see cref="Observe"/> makes it; may be disposed afterwards.</param>
    /// <returns>The step, which the caller disposes before the operator.</returns>
    public virtual IDataStep CreateDataStep(Tensor y) => new NormalDataStep(this, y);

    /// <summary>
    /// Uploads a measurement of [0,1] as one of pictures on [-1,1], y = 2 picture - H 1, where 1 is a white picture; what was not observed is 0.
    /// </summary>
    /// <param name="picture">Of the channels of <see cref="Range"/>, and no larger.</param>
    /// <param name="y">Receives the measurement.</param>
    public virtual void Observe(PlanarImage picture, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        PictureUpload.Run(y, picture, 2f, 0f);
        using var white = Device.Allocate(Domain);
        using var seen = Device.Allocate(Range);
        white.Upload([.. Enumerable.Repeat(1f, (int)Domain.Elements)]);
        Apply(white, seen);
        VectorOperations.Combine(Device, y, 1, y, -1, seen);
        Conceal(y);
        Device.Synchronize();
    }

    /// <summary>Makes what was not observed 0 in a measurement.</summary>
    protected internal virtual void Conceal(Tensor y)
    {
    }

    /// <summary>residual = y - H x over what was observed, 0 elsewhere.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="measured">y.</param>
    /// <param name="residual">Receives it; another tensor.</param>
    internal void Misfit(Tensor x, Tensor measured, Tensor residual)
    {
        Apply(x, residual);
        VectorOperations.Combine(Device, residual, -1, residual, 1, measured);
        Conceal(residual);
    }

    /// <summary>Frees what the operator holds on the device.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
    }
}
