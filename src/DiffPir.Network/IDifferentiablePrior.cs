using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A prior whose prediction of noise has a gradient with respect to the noisy image, as methods that follow a likelihood need it.</summary>
public interface IDifferentiablePrior : IPrior
{
    /// <summary>Prepares predictions and their gradients; takes more memory than <see cref="IPrior.CreateSession"/>, and more weights.</summary>
    /// <inheritdoc cref="IPrior.CreateSession"/>
    IGradientSession CreateGradientSession(TensorShape shape, IReadOnlyList<int> timesteps);
}
