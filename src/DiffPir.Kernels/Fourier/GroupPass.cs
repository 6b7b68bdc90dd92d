namespace DiffPir.Kernels.Fourier;

/// <summary>One pass of <see cref="GroupFourierKernels"/>.</summary>
/// <param name="Rest">Length of what is left to transform after it: L'.</param>
/// <param name="Table">Start of its twiddles; in the middle of a filter, of the sums in shared memory.</param>
internal readonly record struct GroupPass(int Rest, int Table);
