namespace DiffPir.Network;

/// <summary>The diffusion that a network was trained for, in the conventions of guided-diffusion and improved-diffusion.</summary>
/// <param name="Shape">How the noise grows.</param>
/// <param name="Steps">Time steps of the training, 2 to <see cref="MostSteps"/>.</param>
/// <param name="IsAssumed">Whether nobody has told, so that this is what published models mostly have.</param>
public sealed record TrainingSchedule(ScheduleShape Shape, int Steps, bool IsAssumed = false)
{
    /// <summary>The most time steps.</summary>
    public const int MostSteps = 100_000;

    /// <summary>Networks are told of time steps as if there were so many, whatever their number.</summary>
    private const double NetworkSteps = NoiseSchedule.StandardCount;

    /// <summary>What is assumed where nobody tells: 1000 linear steps.</summary>
    public static TrainingSchedule Assumed { get; } = new(ScheduleShape.Linear, NoiseSchedule.StandardCount, IsAssumed: true);

    /// <summary>The tables.</summary>
    public NoiseSchedule ToSchedule() => Shape == ScheduleShape.Cosine
        ? NoiseSchedule.Cosine(Steps)
        : Steps == NoiseSchedule.StandardCount
            ? NoiseSchedule.Standard
            : NoiseSchedule.Linear(
                Steps, NoiseSchedule.StandardFirstBeta * NetworkSteps / Steps, NoiseSchedule.StandardLastBeta * NetworkSteps / Steps);

    /// <summary>A time step as the network is told of it: on a scale of 1000.</summary>
    public float ToNetworkTime(int step) => Steps == NoiseSchedule.StandardCount ? step : (float)(step * NetworkSteps / Steps);

    /// <summary>For people, for example <c>1000 linear steps (assumed)</c>.</summary>
    public override string ToString() => $"{Steps} {(Shape == ScheduleShape.Cosine ? "cosine" : "linear")} steps{(IsAssumed ? " (assumed)" : "")}";
}
