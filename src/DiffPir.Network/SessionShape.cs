using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>What every denoiser checks before it plans.</summary>
internal static class SessionShape
{
    /// <summary>Checks the tensors of <see cref="IPriorSession.PredictNoise"/> where a session looks at the images in another form.</summary>
    /// <param name="shape">The session's images.</param>
    /// <param name="x">The noisy images.</param>
    /// <param name="noise">For the prediction.</param>
    /// <param name="own">A tensor of the session.</param>
    /// <exception cref="ArgumentException">A tensor has another shape, or is of another device.</exception>
    public static void RequireTensors(TensorShape shape, Tensor x, Tensor noise, Tensor own)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(noise);
        if (x.Shape != shape || noise.Shape != shape)
        {
            throw new ArgumentException($"the session is for images {shape}, not {x.Shape} and {noise.Shape}", nameof(x));
        }

        x.RequireDeviceOf(own);
        noise.RequireDeviceOf(own);
    }

    /// <summary>Checks the arguments of <see cref="IPrior.CreateSession"/>.</summary>
    /// <exception cref="ArgumentException">The shape does not fit, or there is no time step.</exception>
    public static void Require(IPrior network, TensorShape shape, IReadOnlyList<int> timesteps)
    {
        ArgumentNullException.ThrowIfNull(timesteps);
        if (timesteps.Count == 0)
        {
            throw new ArgumentException("a session needs at least one time step", nameof(timesteps));
        }

        foreach (int t in timesteps)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(t, nameof(timesteps));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(t, network.Schedule.Count, nameof(timesteps));
        }

        int multiple = network.SizeMultiple;
        if (shape.N < 1 || shape.C != network.Channels || shape.H < 1 || shape.W < 1 || shape.H % multiple != 0 || shape.W % multiple != 0)
        {
            throw new ArgumentException(
                $"the network takes images of {network.Channels} channels with sides that are multiples of {multiple}, not {shape}", nameof(shape));
        }
    }
}
