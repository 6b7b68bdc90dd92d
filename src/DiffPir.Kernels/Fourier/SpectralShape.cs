namespace DiffPir.Kernels.Fourier;

/// <summary>Sizes of spectra for the data step: those of the reduced picture, sides exchanged as all spectra.</summary>
/// <param name="Rows">Rows of a reduced spectrum.</param>
/// <param name="Columns">Columns of a reduced spectrum.</param>
/// <param name="Pitch">Distance of two rows of a reduced spectrum.</param>
/// <param name="FullPitch">Distance of two rows of a full spectrum, which is Scale times as high and wide.</param>
/// <param name="Scale">Reduction along each side.</param>
/// <param name="Alpha">Weight of the prior.</param>
internal readonly record struct SpectralShape(int Rows, int Columns, int Pitch, int FullPitch, int Scale, float Alpha);
