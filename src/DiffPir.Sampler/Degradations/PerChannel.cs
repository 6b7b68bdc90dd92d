using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>Each channel has a degradation of its own, as behind a lens that blurs each colour differently.</summary>
public sealed class PerChannel : Degradation
{
    /// <summary>Joins the degradations of the channels.</summary>
    /// <param name="channels">One for each channel, of one kind, with one scale and boundary; no mixing of channels.</param>
    /// <exception cref="ArgumentException">There is none, or they are of different kinds.</exception>
    public PerChannel(IReadOnlyList<Degradation> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        if (channels.Select(static one => (one.GetType(), one.Scale, one.Boundary)).Distinct().Count() != 1)
        {
            throw new ArgumentException(
                "the channels need degradations of one kind, scale and boundary, at least one: found "
                + (channels.Count == 0 ? "none" : string.Join(", ", channels.Select(static one => $"{one.Name} with {one.Boundary} edges"))),
                nameof(channels));
        }

        var reach = (channels.Max(static one => one.Reach.Rows), channels.Max(static one => one.Reach.Columns));
        Channels = [.. channels.Select(one => one.Reaching(reach))];
    }

    /// <summary>The degradation of each channel.</summary>
    public IReadOnlyList<Degradation> Channels { get; }

    /// <inheritdoc/>
    public override int Scale => Channels[0].Scale;

    /// <inheritdoc/>
    public override string Name => $"{Channels[0].Name} of each channel";

    /// <inheritdoc/>
    public override BoundaryHandling Boundary => Channels[0].Boundary;

    /// <inheritdoc/>
    public override bool IsSpectral => Channels.All(static one => one.IsSpectral);

    /// <inheritdoc/>
    internal override bool TreatsChannelsAlike => false;

    /// <inheritdoc/>
    internal override Degradation Kind => Channels[0].Kind;

    /// <inheritdoc/>
    public override void Validate(PlanarImage measured)
    {
        RequireOneForEachChannel(measured);
        for (int c = 0; c < Channels.Count; c++)
        {
            Channels[c].Validate(measured.Channel(c));
        }
    }

    /// <inheritdoc/>
    public override LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width) =>
        new PerChannelOperator([.. Channels.Select(one => one.CreateOperator(device, canvas with { C = 1 }, height, width))], canvas);

    /// <inheritdoc/>
    protected internal override PlanarImage Apply(PlanarImage clean)
    {
        RequireOneForEachChannel(clean);
        PlanarImage[] parts = [.. Channels.Select((one, c) => one.Apply(clean.Channel(c)))];
        return new PlanarImage(parts.Length, parts[0].Height, parts[0].Width, [.. parts.SelectMany(static part => part.Data)]);
    }

    /// <inheritdoc/>
    protected internal override void Conceal(PlanarImage measured) => Change(measured, static (one, part) => one.Conceal(part));

    /// <inheritdoc/>
    protected internal override bool LeavesHoles => Channels.Any(static one => one.LeavesHoles);

    /// <inheritdoc/>
    protected internal override void FillIn(PlanarImage measured) => Change(measured, static (one, part) => one.FillIn(part));

    /// <inheritdoc/>
    protected internal override void Guess(ComputeDevice device, PlanarImage measured, Tensor canvas)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(canvas);
        using var part = device.Allocate(canvas.Shape with { C = 1 });
        for (int c = 0; c < Channels.Count; c++)
        {
            Channels[c].Guess(device, measured.Channel(c), part);
            ChannelOperations.Put(device, canvas, part, c);
        }

        device.Synchronize();
    }

    /// <inheritdoc/>
    internal override Margins MarginsFor(int height, int width) => Channels[0].MarginsFor(height, width);

    /// <inheritdoc/>
    internal override (int Rows, int Columns) Reach => Channels[0].Reach;

    /// <inheritdoc/>
    internal override Degradation Reaching((int Rows, int Columns) reach) =>
        reach == Reach ? this : new PerChannel([.. Channels.Select(one => one.Reaching(reach))]);

    private void Change(PlanarImage measured, Action<Degradation, PlanarImage> change)
    {
        ArgumentNullException.ThrowIfNull(measured);
        for (int c = 0; c < Channels.Count; c++)
        {
            var part = measured.Channel(c);
            change(Channels[c], part);
            part.Data.CopyTo(measured.Plane(c));
        }
    }

    private void RequireOneForEachChannel(PlanarImage picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Channels != Channels.Count)
        {
            throw new SamplerException(
                $"there are degradations for {Channels.Count} channels, and the picture has {picture.Channels}; give one for each channel");
        }
    }
}
