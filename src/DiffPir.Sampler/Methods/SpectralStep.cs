using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// A step that treats every component of a picture by its singular value s of H = U S V^T. With one rule for s = 0 and others for s > 0, the
/// next iterate is x' = b + H^T sum_k w_k(H H^T) H x_k, where b mixes the pictures x_k by the rule for 0, and w_k(s) = (rule(s)_k - rule(0)_k) / s^2:
/// V is never needed, only H, H^T and functions of H H^T.
/// </summary>
internal sealed class SpectralStep
{
    /// <summary>
    /// Components that the operator shows by less than this share of a component it shows whole are taken as not shown, as published: their
    /// inversion would amplify rounding. Kernels sum to about 1, so that 1 is the largest singular value.
    /// </summary>
    public const double SmallestSingularValue = 3e-3;

    private readonly SamplingContext _context;
    private readonly Tensor _seen;
    private readonly Tensor _sum;
    private readonly Tensor _correction;

    /// <summary>Allocates.</summary>
    public SpectralStep(SamplingContext context)
    {
        _context = context;
        (_seen, _sum, _correction) = (context.AllocateMeasurement(), context.AllocateMeasurement(), context.Allocate());
    }

    /// <summary>Enqueues x = x'.</summary>
    /// <param name="x">Receives the next iterate; none of the other tensors.</param>
    /// <param name="clean">c.</param>
    /// <param name="noise">e.</param>
    /// <param name="fresh">n.</param>
    /// <param name="rule">The weights for a singular value; for 0 those of what is not shown.</param>
    public void Run(Tensor x, Tensor clean, Tensor noise, Tensor fresh, Func<double, SpectralRule> rule)
    {
        var device = _context.Device;
        var unseen = rule(0);
        VectorOperations.Combine(device, x, unseen.Clean, clean, unseen.Noise, noise);
        BlendOperations.AddNoise(device, x, fresh, unseen.Fresh);
        TileOperations.Clear(device, _sum);
        Add(null, s => rule(s).Measured);
        Add(clean, s => rule(s).Clean - unseen.Clean);
        Add(noise, s => rule(s).Noise - unseen.Noise);
        Add(fresh, s => rule(s).Fresh - unseen.Fresh);
        _context.Operator.Adjoint(_sum, _correction);
        BlendOperations.AddNoise(device, x, _correction, 1);
    }

    /// <summary>sum += w(H H^T) H picture, or of the measurement itself.</summary>
    private void Add(Tensor? picture, Func<double, double> difference)
    {
        bool isUsed = false;
        using var table = _context.Operator.CreateFilter(s =>
        {
            double weight = s < SmallestSingularValue ? 0 : difference(s) / (s * s);
            isUsed |= weight != 0;
            return weight;
        });
        if (!isUsed)
        {
            return;
        }

        if (picture is null)
        {
            // m = u / s: the measurement is s m already.
            VectorOperations.Copy(_context.Device, _seen, _context.Measured);
        }
        else
        {
            _context.Operator.Apply(picture, _seen);
        }

        _context.Operator.Filter(_seen, table);
        BlendOperations.AddNoise(_context.Device, _sum, _seen, 1);
        _context.Device.Synchronize(); // before the table goes
    }
}
