using DiffPir.Sampler;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp;

/// <summary>How the pixels of a type become planes of floats and come back: without loss where they are integers of 8 or 16 bits.</summary>
internal abstract class PixelLayout
{
    private static readonly PixelLayout Grey8 = new PixelLayout<L8, byte>(PixelLevels.EightBits, 1, false),
        GreyAlpha8 = new PixelLayout<La16, byte>(PixelLevels.EightBits, 2, true),
        Colour8 = new PixelLayout<Rgb24, byte>(PixelLevels.EightBits, 3, false), ColourAlpha8 = new PixelLayout<Rgba32, byte>(PixelLevels.EightBits, 4, true),
        Grey16 = new PixelLayout<L16, ushort>(PixelLevels.SixteenBits, 1, false), GreyAlpha16 = new PixelLayout<La32, ushort>(PixelLevels.SixteenBits, 2, true),
        Colour16 = new PixelLayout<Rgb48, ushort>(PixelLevels.SixteenBits, 3, false),
        ColourAlpha16 = new PixelLayout<Rgba64, ushort>(PixelLevels.SixteenBits, 4, true),
        Float = new PixelLayout<RgbaVector, float>(PixelLevels.Floats, 4, true);

    private static readonly Dictionary<Type, PixelLayout> Known = new()
    {
        [typeof(L8)] = Grey8,
        [typeof(La16)] = GreyAlpha8,
        [typeof(Rgb24)] = Colour8,
        [typeof(Bgr24)] = Colour8,
        [typeof(Bgr565)] = Colour8,
        [typeof(Rgba32)] = ColourAlpha8,
        [typeof(Bgra32)] = ColourAlpha8,
        [typeof(Argb32)] = ColourAlpha8,
        [typeof(Bgra4444)] = ColourAlpha8,
        [typeof(Bgra5551)] = ColourAlpha8,
        [typeof(L16)] = Grey16,
        [typeof(La32)] = GreyAlpha16,
        [typeof(Rgb48)] = Colour16,
        [typeof(Rgba64)] = ColourAlpha16,
    };

    /// <summary>That of a type; what is not known goes by floats.</summary>
    public static PixelLayout Of<TPixel>() => Known.GetValueOrDefault(typeof(TPixel), Float);

    /// <summary>The colour (one channel of grey types, else three), nominal [0,1], and the opacity, row by row; null of types without.</summary>
    public abstract (PlanarImage Colour, float[]? Alpha) Read<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>;

    /// <summary>A new picture.</summary>
    /// <param name="configuration">That of the picture it was made from.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="alpha">Its opacity; null for opaque.</param>
    public abstract Image<TPixel> Write<TPixel>(Configuration configuration, PlanarImage colour, float[]? alpha)
        where TPixel : unmanaged, IPixel<TPixel>;
}
