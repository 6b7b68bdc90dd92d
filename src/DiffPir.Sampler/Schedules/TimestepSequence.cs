namespace DiffPir.Sampler;

/// <summary>The timesteps at which the prior is evaluated, strictly decreasing and ending at 0.</summary>
public static class TimestepSequence
{
    /// <summary>
    /// Lists the timesteps. With T training steps and n evaluations, <see cref="StepSpacing.Quadratic"/> is
    /// T - 1 - floor(sqrt(linspace(0, T^2, n))) with the last one moved to 0, and <see cref="StepSpacing.Uniform"/> is T - 1 minus
    /// multiples of floor(T / n), with 0 appended, as in the published program. Two deviations: repeated timesteps (n &gt; T / 2) are
    /// listed once, and a uniform sequence of more than T / 2 evaluations, which the program ends early, reaches 0.
    /// </summary>
    /// <param name="spacing">Spread of the steps.</param>
    /// <param name="evaluations">n, from 2 to T.</param>
    /// <param name="trainingSteps">T.</param>
    /// <param name="start">Timesteps above this one are left out (it may be absent itself); null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">n or the start is out of range.</exception>
    public static IReadOnlyList<int> Create(StepSpacing spacing, int evaluations, int trainingSteps = 1000, int? start = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(evaluations, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(evaluations, trainingSteps);
        int first = start ?? trainingSteps - 1;
        ArgumentOutOfRangeException.ThrowIfNegative(first, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, trainingSteps, nameof(start));
        var positions = spacing == StepSpacing.Quadratic ? Quadratic(evaluations, trainingSteps) : Uniform(evaluations, trainingSteps);
        return [.. positions.Select(position => trainingSteps - 1 - position).Where(t => t <= first).Distinct()];
    }

    private static IEnumerable<int> Quadratic(int n, int steps)
    {
        double step = (double)steps * steps / (n - 1);
        for (int i = 0; i < n - 1; i++)
        {
            yield return (int)Math.Floor(Math.Sqrt(i * step));
        }

        yield return steps - 1;
    }

    private static IEnumerable<int> Uniform(int n, int steps)
    {
        int skip = steps / n;
        for (int i = 0; i < n; i++)
        {
            yield return skip > 1 ? i * skip : (int)((long)i * (steps - 1) / (n - 1));
        }

        if (skip > 1)
        {
            yield return steps - 1;
        }
    }
}
