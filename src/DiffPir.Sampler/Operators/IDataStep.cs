using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>
/// The proximal operator of a measurement, which pulls an estimate towards it: x &lt;- x + guidance (p - x), p = argmin_p ||y - H p||^2 + rho
/// ||x - p||^2. Made by <see cref="LinearOperator.CreateDataStep"/>.
/// </summary>
public interface IDataStep : IDisposable
{
    /// <summary>Enqueues the step on an estimate on [-1,1]; pixels outside the restored part are left alone.</summary>
    void Apply(Tensor estimate, double rho, double guidance);

    /// <summary>
    /// Enqueues the step on the next estimate of the picture that the last call was about, weighted more: it may start from where that call
    /// ended. Calls between which a picture is drawn anew, or another one, must go to <see cref="Apply"/>.
    /// </summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="rho">Its weight.</param>
    /// <param name="guidance">How far to go.</param>
    /// <param name="roughly">Whether the result will be hidden under noise, all but its coarse structure, so that less care will do.</param>
    void Follow(Tensor estimate, double rho, double guidance, bool roughly) => Apply(estimate, rho, guidance);
}
