namespace DiffPir.Kernels.Fourier;

/// <summary>Sizes of spectra, full and reduced; sides are exchanged, as of all spectra.</summary>
/// <param name="Rows">Rows of a reduced spectrum.</param>
/// <param name="Columns">Columns of a reduced spectrum.</param>
/// <param name="Pitch">Distance of two rows of a reduced spectrum.</param>
/// <param name="FullPitch">Distance of two rows of a full spectrum, which is Scale times as high and wide.</param>
/// <param name="Scale">Reduction along each side.</param>
/// <param name="Alpha">What is added to each weight: of a data step, the weight of the prior.</param>
internal readonly record struct SpectralShape(int Rows, int Columns, int Pitch, int FullPitch, int Scale, float Alpha);
