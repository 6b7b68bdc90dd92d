using DiffPir.Kernels;
using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Sampler;

/// <summary>
/// Describes the operator H of a measurement y = H x + n on pictures of [0,1]: an immutable value that makes measurements on the host and the
/// <see cref="LinearOperator"/> on a device.
/// </summary>
public abstract class Degradation
{
    /// <summary>The most noise of a measurement, in grey levels.</summary>
    public const int MostNoise = 255;

    /// <summary>The draw that <see cref="Degrade"/> takes its noise from; the methods' draws are below it.</summary>
    private const uint MeasurementDraw = 0x4E4F4953;

    /// <summary>How many times larger than the measurement the restored picture is, along each side.</summary>
    public virtual int Scale => 1;

    /// <summary>A short name for messages.</summary>
    public abstract string Name { get; }

    /// <summary>What a blur sees beyond the edges of the sharp picture; without a blur it does not matter.</summary>
    public virtual BoundaryHandling Boundary => BoundaryHandling.Periodic;

    /// <summary>Whether the singular values of its operators are known (<see cref="LinearOperator.IsSpectral"/>).</summary>
    public virtual bool IsSpectral => false;

    /// <summary>Whether the measurement has noise, which channels that repeat one measurement share; of intervals, noise only says how wide they are.</summary>
    internal virtual bool AddsNoise => true;

    /// <summary>Whether the same happens to all channels, so that those of a print in one tint remain functions of one tone.</summary>
    internal virtual bool TreatsChannelsAlike => true;

    /// <summary>Which pixels of a measurement are known; null for all, and where that differs between channels.</summary>
    internal virtual PixelMask? KnownPixels => null;

    /// <summary>The degradation whose settings suit this one: itself, or what it is made of.</summary>
    internal virtual Degradation Kind => this;

    /// <summary>Channels of a measurement of a picture.</summary>
    /// <param name="channels">Channels of the picture.</param>
    public virtual int MeasuredChannels(int channels) => channels;

    /// <summary>Makes a measurement from a clean picture: y = H x + n. It is neither clipped nor quantised.</summary>
    /// <param name="clean">The picture, [0,1].</param>
    /// <param name="noiseLevel">Standard deviation of the noise in grey levels, 0..255.</param>
    /// <param name="seed">Chooses the noise.</param>
    /// <remarks>
    /// Where <see cref="Boundary"/> is <see cref="BoundaryHandling.Unknown"/>, what is blurred in from beyond the edges has to come from somewhere:
    /// the picture is mirrored there.
    /// </remarks>
    /// <exception cref="SamplerException">The picture does not fit the operator.</exception>
    public PlanarImage Degrade(PlanarImage clean, double noiseLevel, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(clean);
        if (!(noiseLevel >= 0 && noiseLevel <= MostNoise))
        {
            throw new ArgumentOutOfRangeException(nameof(noiseLevel), noiseLevel, $"a noise level is in grey levels, 0 to {MostNoise}");
        }

        var measured = Apply(clean);
        if (noiseLevel > 0)
        {
            float[] noise = new float[measured.Data.Length];
            NoiseOperations.Fill(noise, new NoiseKey(seed, 0, 0, MeasurementDraw));
            for (int i = 0; i < noise.Length; i++)
            {
                measured.Data[i] += (float)(noiseLevel / 255) * noise[i];
            }
        }

        Conceal(measured);
        return measured;
    }

    /// <summary>Rejects a measurement that cannot come from this operator.</summary>
    /// <exception cref="SamplerException">It does not fit; the message says how.</exception>
    public virtual void Validate(PlanarImage measured)
    {
    }

    /// <summary>Prepares H on a device.</summary>
    /// <param name="device">Where; disposed after the operator.</param>
    /// <param name="canvas">
    /// Shape of the restored tensors, whose top left part is the picture: scale * (height + margins) rows, and columns likewise.
    /// </param>
    /// <param name="height">Rows of the measurement.</param>
    /// <param name="width">Columns of the measurement.</param>
    /// <returns>The operator, which the caller disposes.</returns>
    public abstract LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width);

    /// <summary>H x, in a new picture.</summary>
    protected internal abstract PlanarImage Apply(PlanarImage clean);

    /// <summary>Removes from a noisy measurement what is not measured.</summary>
    protected internal virtual void Conceal(PlanarImage measured)
    {
    }

    /// <summary>Whether some of the measurement's values are missing.</summary>
    protected internal virtual bool LeavesHoles => false;

    /// <summary>Fills in what is not measured with a smooth continuation of what is.</summary>
    protected internal virtual void FillIn(PlanarImage measured)
    {
    }

    /// <summary>
    /// A first guess of the picture, on [-1,1], on the top left part of a canvas; the rest is left undefined. By default the measurement itself,
    /// enlarged to the restored size.
    /// </summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="measured">The measurement, mirrored into the margins.</param>
    /// <param name="canvas">Receives the guess.</param>
    protected internal virtual void Guess(ComputeDevice device, PlanarImage measured, Tensor canvas)
    {
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(canvas);
        if (Scale == 1)
        {
            PictureUpload.RunSigned(canvas, measured.RepeatChannel(canvas.Shape.C));
        }
        else
        {
            BicubicEnlargement.Run(device, measured.RepeatChannel(canvas.Shape.C), Scale, (1 - Scale) / 2.0, (1 - Scale) / 2.0, canvas);
        }
    }

    /// <summary>Puts measured pixels into a restored picture, where H shows some of them as they are.</summary>
    protected internal virtual void PasteKnownPixels(PlanarImage restored, PlanarImage measured)
    {
    }

    /// <summary>
    /// Rows and columns by which the measurement is extended on each side to restore what lies beyond its edges: those that its edges see
    /// through the operator, where nobody knows them.
    /// </summary>
    internal virtual Margins MarginsFor(int height, int width) => default;

    /// <summary>Rows and columns that these margins are wide at least, where there are any.</summary>
    internal virtual (int Rows, int Columns) Reach => default;

    /// <summary>The same degradation with margins as wide as those of another: where channels have kernels of their own, they lie on one canvas.</summary>
    /// <param name="reach">No less than <see cref="Reach"/>.</param>
    internal virtual Degradation Reaching((int Rows, int Columns) reach) => this;
}
