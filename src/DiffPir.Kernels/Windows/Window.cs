namespace DiffPir.Kernels.Windows;

/// <summary>A rectangle that moves over a map at equal distances, and may begin and end beyond its edges.</summary>
/// <param name="Rows">Rows of the rectangle.</param>
/// <param name="Columns">Columns of the rectangle.</param>
/// <param name="Stride">Pixels from one place to the next, in both directions.</param>
/// <param name="Top">Rows above the map at which the first place begins, and below which the last may end; less than <paramref name="Rows"/>.</param>
/// <param name="Left">Columns beside the map, likewise.</param>
public readonly record struct Window(int Rows, int Columns, int Stride = 1, int Top = 0, int Left = 0)
{
    /// <summary>A square one.</summary>
    public static Window Square(int side, int stride, int padding = 0) => new(side, side, stride, padding, padding);

    /// <summary>Pixels of the rectangle.</summary>
    public int Area => Rows * Columns;

    /// <summary>True where the sizes make sense: every place has a pixel of any map in it that is as large as the rectangle.</summary>
    internal bool IsSound => Rows >= 1 && Columns >= 1 && Stride >= 1 && Top >= 0 && Left >= 0 && Top < Rows && Left < Columns;

    /// <summary>Sizes of the map of all places on a map.</summary>
    internal TensorShape PlacesOn(TensorShape map) => map with
    {
        H = Places(map.H + (2 * Top), Rows), W = Places(map.W + (2 * Left), Columns),
    };

    private int Places(int length, int side) => length < side ? 0 : ((length - side) / Stride) + 1;
}
