using DiffPir.Kernels;
using DiffPir.Kernels.Fourier;
using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Sampler;

/// <summary>The operator H of a measurement y = H x + n on pictures of [0,1].</summary>
public abstract class Degradation
{
    /// <summary>The draw that <see cref="Degrade"/> takes its noise from; the sampler's draws are below it.</summary>
    private const uint MeasurementDraw = 0x4E4F4953;

    private protected Degradation()
    {
    }

    /// <summary>How many times larger than the measurement the restored picture is, along each side.</summary>
    public virtual int Scale => 1;

    /// <summary>A short name for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Makes a measurement from a clean picture: y = H x + n. It is neither clipped nor quantised.</summary>
    /// <param name="clean">The picture, [0,1].</param>
    /// <param name="noiseLevel">Standard deviation of the noise in grey levels, 0..255.</param>
    /// <param name="seed">Chooses the noise.</param>
    /// <exception cref="SamplerException">The picture does not fit the operator.</exception>
    public PlanarImage Degrade(PlanarImage clean, double noiseLevel, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(clean);
        if (!(noiseLevel >= 0 && noiseLevel <= 255))
        {
            throw new ArgumentOutOfRangeException(nameof(noiseLevel), noiseLevel, "a noise level is in grey levels, 0 to 255");
        }

        var measured = Apply(clean);
        if (noiseLevel > 0)
        {
            var noise = new float[measured.Data.Length];
            GaussianNoise.Fill(noise, new NoiseKey(seed, 0, 0, MeasurementDraw));
            for (int i = 0; i < noise.Length; i++)
            {
                measured.Data[i] += (float)(noiseLevel / 255) * noise[i];
            }
        }

        Conceal(measured);
        return measured;
    }

    /// <summary>H x, in a new picture.</summary>
    private protected abstract PlanarImage Apply(PlanarImage clean);

    /// <summary>Removes from a noisy measurement what is not measured.</summary>
    private protected virtual void Conceal(PlanarImage measured)
    {
    }

    /// <summary>Rows and columns beyond a picture that each of its edges sees through the operator, in pixels of the measurement.</summary>
    private protected virtual (int Rows, int Columns) Reach => (0, 0);

    /// <summary>
    /// What a measurement of a size is extended by: nothing at periodic boundaries, else the operator's reach, and below and right what makes
    /// the sides fast to transform.
    /// </summary>
    internal Margins MarginsFor(BoundaryHandling boundary, int height, int width)
    {
        var (rows, columns) = Reach;
        if (boundary == BoundaryHandling.Periodic || (rows, columns) == (0, 0))
        {
            return default;
        }

        int bottom = FourierLength.AtLeast(height + (2 * rows)) - height - rows;
        int right = FourierLength.AtLeast(width + (2 * columns)) - width - columns;
        return new(rows, columns, bottom, right);
    }

    /// <summary>Rejects a measurement that cannot come from this operator.</summary>
    /// <exception cref="SamplerException">It does not fit; the message says how.</exception>
    internal virtual void Validate(PlanarImage measured)
    {
    }

    /// <summary>The picture that sampling starts from, on [-1,1], on the top left part of a canvas; the rest is left undefined.</summary>
    internal abstract void Initialize(ComputeDevice device, PlanarImage measured, Tensor canvas);

    /// <summary>Prepares the data step for a canvas.</summary>
    /// <param name="device">Where.</param>
    /// <param name="measured">y, extended by the margins.</param>
    /// <param name="unknown">Rows and columns of y that were not observed: none or the margins.</param>
    /// <param name="canvas">Shape of the estimates, whose top left part is restored.</param>
    internal abstract IDataStep CreateDataStep(
        ComputeDevice device, PlanarImage measured, Margins unknown, TensorShape canvas);
}
