using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A session that keeps what the gradient needs of its latest prediction.</summary>
public interface IGradientSession : IPriorSession
{
    /// <summary>
    /// The vector-Jacobian product of the latest prediction: J^T v, J being the Jacobian of the predicted noise with respect to the noisy
    /// images. Only enqueues work on the device. Once after each prediction: it takes the place in memory of what that has left.
    /// </summary>
    /// <param name="vector">v, of the prediction's shape.</param>
    /// <param name="gradient">Receives J^T v; same shape.</param>
    /// <exception cref="InvalidOperationException">Nothing has been predicted since the latest gradient.</exception>
    /// <exception cref="ArgumentException">A tensor has another shape.</exception>
    void PullBack(Tensor vector, Tensor gradient);
}
