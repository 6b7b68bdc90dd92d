namespace DiffPir.Sampler;

/// <summary>What is made of a restoration: how much of it is taken, and how much grain is put on it.</summary>
/// <param name="Strength">Share of the restoration in the result, 0 (the picture as it was) to 1 (all of it).</param>
/// <param name="Grain">Standard deviation, in grey levels, of grain that is put on the result, the same in all colours.</param>
public sealed record Rendition(double Strength = 1, double Grain = 0)
{
    /// <summary>Most grain, in grey levels.</summary>
    public const double MostGrain = 50;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="SamplerException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (!(Strength is >= 0 and <= 1))
        {
            throw new SamplerException($"Strength is {Strength}; it must be 0 to 1");
        }

        if (!(Grain is >= 0 and <= MostGrain))
        {
            throw new SamplerException($"Grain is {Grain}; it must be 0 to {MostGrain}");
        }
    }

    /// <summary>Checks that it is one of what a degradation leaves.</summary>
    /// <param name="degradation">What is undone.</param>
    /// <exception cref="SamplerException">Only a part of an enlarged picture is to be taken.</exception>
    public void ValidateFor(Degradation degradation)
    {
        ArgumentNullException.ThrowIfNull(degradation);
        RequireWhole(degradation.Scale != 1);
    }

    /// <summary>The result.</summary>
    /// <param name="restored">The whole restoration.</param>
    /// <param name="before">The picture as it was.</param>
    /// <param name="seed">Chooses the grain.</param>
    /// <exception cref="SamplerException">A value is out of range, or only a part of a picture of another size is to be taken.</exception>
    public PlanarImage Apply(PlanarImage restored, PlanarImage before, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(restored);
        ArgumentNullException.ThrowIfNull(before);
        Validate();
        if (Strength == 1 && Grain == 0)
        {
            return restored;
        }

        RequireWhole(restored.Data.Length != before.Data.Length);
        int plane = restored.Height * restored.Width;
        var noise = new Denoising().Degrade(new PlanarImage(1, restored.Height, restored.Width), Grain, ~seed);
        var result = new PlanarImage(restored.Channels, restored.Height, restored.Width, [.. restored.Data]);
        for (int i = 0; i < result.Data.Length; i++)
        {
            double mixed = Strength == 1 ? restored.Data[i] : before.Data[i] + (Strength * (restored.Data[i] - before.Data[i]));
            result.Data[i] = (float)(mixed + noise.Data[i % plane]);
        }

        return result;
    }

    private void RequireWhole(bool isEnlarged)
    {
        if (Strength != 1 && isEnlarged)
        {
            throw new SamplerException($"Strength is {Strength}, and an enlarged picture can only be taken whole: leave it at 1");
        }
    }
}
