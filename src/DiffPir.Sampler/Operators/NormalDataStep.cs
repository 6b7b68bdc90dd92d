using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.Solvers;

namespace DiffPir.Sampler;

/// <summary>
/// The proximal operator of any linear operator in the form of the matrix inversion lemma, p = z + H^T (H H^T + rho)^-1 (y - H z), which holds
/// its digits as rho goes to 0. Where H H^T + rho cannot be inverted exactly, conjugate gradients do it.
/// </summary>
internal sealed class NormalDataStep : IDataStep
{
    private readonly LinearOperator _operator;
    private readonly Tensor _measured;
    private readonly Tensor _residual;
    private readonly Tensor _correction;
    private readonly Tensor? _solution;
    private readonly ConjugateGradients? _solver;

    /// <summary>Copies the measurement.</summary>
    public NormalDataStep(LinearOperator linear, Tensor y)
    {
        _operator = linear;
        var device = linear.Device;
        (_measured, _residual, _correction) = (device.Allocate(linear.Range), device.Allocate(linear.Range), device.Allocate(linear.Domain));
        VectorOperations.Copy(device, _measured, y);
        device.Synchronize();
        if (linear.NormalInverse != NormalInverse.Exact)
        {
            _solution = device.Allocate(linear.Range);
            _solver = new ConjugateGradients(device, linear.Range);
        }
    }

    /// <summary>
    /// Rounds of conjugate gradients. With a preconditioner a few suffice; without, the components that the measurement hardly shows are left
    /// at the estimate, as a smaller number of rounds is a regularisation of its own.
    /// </summary>
    private int Rounds => _operator.NormalInverse == NormalInverse.Approximate ? 40 : 50;

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance)
    {
        var device = _operator.Device;
        _operator.Apply(estimate, _residual);
        VectorOperations.Combine(device, _residual, -1, _residual, 1, _measured);
        var weighted = _residual;
        if (_solver is null)
        {
            _operator.DivideByNormal(_residual, rho);
        }
        else
        {
            _solver.Solve(
                (from, to) => MultiplyByNormal(from, to, rho),
                _operator.NormalInverse == NormalInverse.Approximate ? (from, to) => Precondition(from, to, rho) : null,
                _residual, _solution!, Rounds);
            weighted = _solution!;
        }

        _operator.Adjoint(weighted, _correction);
        VectorOperations.Combine(device, estimate, 1, estimate, guidance, _correction);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _measured.Dispose();
        _residual.Dispose();
        _correction.Dispose();
        _solution?.Dispose();
        _solver?.Dispose();
    }

    private void MultiplyByNormal(Tensor from, Tensor to, double rho)
    {
        _operator.Adjoint(from, _correction);
        _operator.Apply(_correction, to);
        VectorOperations.Combine(_operator.Device, to, 1, to, rho, from);
    }

    private void Precondition(Tensor from, Tensor to, double rho)
    {
        VectorOperations.Copy(_operator.Device, to, from);
        _operator.DivideByNormal(to, rho);
    }
}
