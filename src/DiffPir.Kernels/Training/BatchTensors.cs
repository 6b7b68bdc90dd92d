namespace DiffPir.Kernels.Training;

/// <summary>The tensors of a batch, or of a part of it.</summary>
/// <param name="X">Noisy crops, N x C x side x side.</param>
/// <param name="Noise">The noise in them; same shape.</param>
/// <param name="Time">What the network is told of their time steps, 1 x 1 x 1 x N.</param>
/// <param name="Drawn">Their time steps, and the weights of their losses, 1 x 1 x 2 x N.</param>
public sealed record BatchTensors(Tensor X, Tensor Noise, Tensor Time, Tensor Drawn);
