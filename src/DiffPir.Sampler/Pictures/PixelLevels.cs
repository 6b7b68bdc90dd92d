namespace DiffPir.Sampler;

/// <summary>The number formats of picture files.</summary>
public static class PixelLevels
{
    /// <summary>8 bits, 0 to 255.</summary>
    public static PixelLevels<byte> EightBits { get; } = new(static level => level / 255f, static value => (byte)MathF.Round(value * 255f));

    /// <summary>16 bits, 0 to 65535.</summary>
    public static PixelLevels<ushort> SixteenBits { get; } = new(static level => level / 65535f, static value => (ushort)MathF.Round(value * 65535f));

    /// <summary>Floats on [0,1], taken as they are.</summary>
    public static PixelLevels<float> Floats { get; } = new(static level => level, static value => value);
}
