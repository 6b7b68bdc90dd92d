using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>One degradation after another, as a mask of a blurred picture. Its data step is by conjugate gradients.</summary>
public sealed class Composition : Degradation
{
    /// <summary>Joins two degradations.</summary>
    /// <param name="last">What happens last. If it blurs, its edges are periodic or mirrored: unknown ones are for what happens first.</param>
    /// <param name="first">What happens to the picture first.</param>
    /// <exception cref="ArgumentException">The last one has unknown edges.</exception>
    public Composition(Degradation last, Degradation first)
    {
        ArgumentNullException.ThrowIfNull(last);
        ArgumentNullException.ThrowIfNull(first);
        if (last.Boundary == BoundaryHandling.Unknown)
        {
            throw new ArgumentException(
                $"{last.Name} after {first.Name} has unknown edges, but only the first of two degradations can; make its edges periodic or mirrored",
                nameof(last));
        }

        (Last, First) = (last, first);
    }

    /// <summary>What happens last.</summary>
    public Degradation Last { get; }

    /// <summary>What happens first.</summary>
    public Degradation First { get; }

    // Whether what happens last leaves size and channels as they are.
    private bool KeepsShape => Last.Scale == 1 && Last is not Colourisation;

    /// <inheritdoc/>
    internal override bool TreatsChannelsAlike => Last.TreatsChannelsAlike && First.TreatsChannelsAlike;

    /// <inheritdoc/>
    internal override PixelMask? KnownPixels => Last.KnownPixels;

    /// <inheritdoc/>
    public override int Scale => Last.Scale * First.Scale;

    /// <inheritdoc/>
    public override string Name => $"{First.Name}, then {Last.Name}";

    /// <inheritdoc/>
    public override BoundaryHandling Boundary => First.Boundary;

    /// <inheritdoc/>
    public override int MeasuredChannels(int channels) => Last.MeasuredChannels(First.MeasuredChannels(channels));

    /// <inheritdoc/>
    public override void Validate(PlanarImage measured)
    {
        Last.Validate(measured);
        if (KeepsShape)
        {
            First.Validate(measured);
        }
    }

    /// <inheritdoc/>
    public override LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width)
    {
        var inner = First.CreateOperator(device, canvas, height * Last.Scale, width * Last.Scale);
        return new CompositeOperator(Last.CreateOperator(device, inner.Range, height, width), inner);
    }

    /// <inheritdoc/>
    protected internal override PlanarImage Apply(PlanarImage clean) => Last.Apply(First.Apply(clean));

    /// <inheritdoc/>
    protected internal override void Conceal(PlanarImage measured) => Last.Conceal(measured);

    /// <inheritdoc/>
    protected internal override bool LeavesHoles => Last.LeavesHoles;

    /// <inheritdoc/>
    protected internal override void FillIn(PlanarImage measured) => Last.FillIn(measured);

    /// <summary>What happened first knows where its measurement belongs; a reduction after it does not let it.</summary>
    protected internal override void Guess(ComputeDevice device, PlanarImage measured, Tensor canvas)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (KeepsShape)
        {
            First.Guess(device, measured, canvas);
        }
        else
        {
            base.Guess(device, measured, canvas);
        }
    }

    /// <inheritdoc/>
    internal override (int Rows, int Columns) Reach => First.Reach;

    /// <inheritdoc/>
    internal override Degradation Reaching((int Rows, int Columns) reach) => reach == Reach ? this : new Composition(Last, First.Reaching(reach));

    /// <inheritdoc/>
    internal override Margins MarginsFor(int height, int width)
    {
        var (top, left, bottom, right) = First.MarginsFor(height * Last.Scale, width * Last.Scale);
        return (top % Last.Scale) + (left % Last.Scale) + (bottom % Last.Scale) + (right % Last.Scale) == 0
            ? new(top / Last.Scale, left / Last.Scale, bottom / Last.Scale, right / Last.Scale)
            : throw new SamplerException(
                $"the margins of {First.Name} are no multiple of the reduction by {Last.Scale} after it; give it periodic or mirrored edges");
    }
}
