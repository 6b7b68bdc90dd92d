namespace DiffPir.Kernels;

/// <summary>
/// Where the pixels of a batch lie in a view, for kernels: the element of image n, row y, column x, channel c is
/// <c>Origin + n * Image + y * Row + x * Pixel + c</c>. With a halo, rows and columns from -1 to the size are addressable.
/// </summary>
internal readonly struct Map(int origin, int pixel, int row, int image)
{
    /// <summary>Element of image 0, row 0, column 0, channel 0.</summary>
    public readonly int Origin = origin;

    /// <summary>Elements from a pixel to its right neighbour.</summary>
    public readonly int Pixel = pixel;

    /// <summary>Elements from a row to the next.</summary>
    public readonly int Row = row;

    /// <summary>Elements from an image to the next.</summary>
    public readonly int Image = image;

    /// <summary>The same pixels under other coordinates: (y + rows, x + columns) becomes (y, x).</summary>
    public Map Shifted(int rows, int columns) => new(Origin + (rows * Row) + (columns * Pixel), Pixel, Row, Image);

    /// <summary>Element of channel 0 of a pixel.</summary>
    public int At(int n, int y, int x) => Origin + (n * Image) + (y * Row) + (x * Pixel);
}
