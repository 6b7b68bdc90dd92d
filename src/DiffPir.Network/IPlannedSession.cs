using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A session whose network is a plan that can be looked into and timed.</summary>
public interface IPlannedSession : IPriorSession
{
    /// <summary>Multiply-adds of one evaluation.</summary>
    long MultiplyAdds { get; }

    /// <summary>What an evaluation does, line by line.</summary>
    IEnumerable<string> DescribePlan();

    /// <summary>Times every operation of an evaluation; see <see cref="Plan.Profile"/>.</summary>
    /// <param name="x">The noisy images, planar N x C x H x W.</param>
    /// <param name="stepIndex">Index into the time steps that the session was created with.</param>
    /// <param name="noise">Receives the prediction; same shape as <paramref name="x"/>.</param>
    /// <param name="repetitions">Runs of which the median counts.</param>
    IReadOnlyList<PlanTiming> Profile(Tensor x, int stepIndex, Tensor noise, int repetitions = 5);
}
