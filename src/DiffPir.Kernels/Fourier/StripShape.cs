namespace DiffPir.Kernels.Fourier;

/// <summary>Sizes of strips of sixteen columns that <see cref="StripFourierKernels"/> takes through the caches of a processor.</summary>
/// <param name="Rows">Rows of the planes: the length of the transform.</param>
/// <param name="Columns">Columns of the planes.</param>
/// <param name="Planes">Planes.</param>
/// <param name="Pitch">Distance of two rows read.</param>
/// <param name="TargetPitch">Distance of two rows written.</param>
/// <param name="Exchanges">Whether columns are written as rows: 1, or 0.</param>
/// <param name="WorkFloats">Floats of one of the two working spaces of a work-item.</param>
/// <param name="Inner">
/// A rectangle whose strips of whole sixteen columns are neither read, but taken for 0, nor, where sides are not exchanged, written.
/// </param>
internal readonly record struct StripShape(
    int Rows, int Columns, int Planes, int Pitch, int TargetPitch, int Exchanges, int WorkFloats, PlaneRectangle Inner);
