namespace DiffPir.Sampler;

/// <summary>
/// Settings of DiffPIR; symbols as in Zhu et al. 2023, algorithm 1. The defaults suit the built-in prior; <see cref="Paper"/> has the published
/// ones. <see cref="MethodOptions.Steps"/> are the evaluations of the prior, and one more with <see cref="StepSpacing.Uniform"/>.
/// </summary>
public sealed record DiffPirOptions : MethodOptions
{
    /// <inheritdoc/>
    public override string Method => DiffPirMethod.MethodName;

    /// <summary>How the timesteps are spread.</summary>
    public StepSpacing Spacing { get; init; } = StepSpacing.Quadratic;

    /// <summary>What a restoration starts from, under the noise of <see cref="Start"/>.</summary>
    public FirstGuess Guess { get; init; }

    /// <summary>Highest timestep to start from, at least 1; null for the one that suits <see cref="Guess"/>.</summary>
    public int? Start { get; init; }

    /// <summary>Weight of the prior against the measurement, greater than 0: higher is smoother.</summary>
    public double Lambda { get; init; } = 4;

    /// <summary>Share of fresh noise in each re-noising, 0 (deterministic) to 1.</summary>
    public double Zeta { get; init; } = 1;

    /// <summary>Stochasticity of the re-used noise, 0 to 1; without effect at zeta 1.</summary>
    public double Eta { get; init; }

    /// <summary>How far each data step goes to its solution; 1 for all the way. Back-projection ignores it.</summary>
    public double Guidance { get; init; } = 1;

    /// <summary>Factor of the fresh noise, above 0 to 1: below 1 the result is smoother and its PSNR often higher.</summary>
    public double Tau { get; init; } = 1;

    /// <summary>Pictures drawn and averaged, 1 to 64: more give a higher PSNR and less texture, at so many times the cost.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Which image is returned.</summary>
    public FinalImage Final { get; init; } = FinalImage.Prediction;

    /// <summary>Meets a bicubic reduction by back-projection; null for the exact data step.</summary>
    public BackProjection? BackProjection { get; init; }

    /// <summary>How the measurement is met.</summary>
    public DiffPirMode Mode { get; init; } = DiffPirMode.DataStep;

    /// <summary>How data steps are solved.</summary>
    public DataSolver Solver { get; init; } = DataSolver.Exact;

    /// <summary>What is taken from the prior.</summary>
    public PriorOutput Output { get; init; } = PriorOutput.Clean;

    /// <summary>
    /// Whether steps to the next lower time step keep the predicted noise (DDIM) rather than draw some; without effect where the clean picture is predicted.
    /// </summary>
    public bool Ddim { get; init; }

    /// <summary>How often each step is taken, 1 to 100: all but the last go back up (the published program's iter_num_U).</summary>
    public int Repetitions { get; init; } = 1;

    /// <summary>
    /// The most that an estimate takes of the one before, 0 (none) to below 1: averages in time. Up to 0.4 it may help super-resolution; it
    /// harms where the measurement is strong, as for camera shake.
    /// </summary>
    public double Mixing { get; init; }

    /// <summary>
    /// Weighs each data step so that what is left unexplained is this many times the noise, above 0 to 10, in place of <see cref="Lambda"/>; null
    /// to use that. For priors without tuned settings; waits for the device in each step.
    /// </summary>
    public double? ResidualBall { get; init; }

    /// <summary>Whether steps draw a picture at the next lower time step, rather than predict the clean one.</summary>
    internal bool IsAncestral => Output == PriorOutput.Previous || Mode == DiffPirMode.DpsYt;

    /// <summary>
    /// Settings for the built-in prior at 20 evaluations: near the best PSNR found for each task on photographs (bench, DiffPir.Photographs search).
    /// </summary>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noiseLevel">Standard deviation of the noise in grey levels.</param>
    public static DiffPirOptions Default(Degradation degradation, double noiseLevel) => PriorSettings.BuiltIn.For(degradation, noiseLevel);

    /// <summary>
    /// The published settings at 100 evaluations: lambda 7 and zeta 0.3 for deblurring, 2 and 0.25 for super-resolution, 1 and 1 for
    /// inpainting; the last iterate is returned and known pixels are kept as sampled. Other degradations were not published and take those of
    /// deblurring.
    /// </summary>
    public static DiffPirOptions Paper(Degradation degradation)
    {
        var common = new DiffPirOptions { Steps = 100, Final = FinalImage.LastIterate, KnownPixels = KnownPixels.Keep };
        return degradation.Kind switch
        {
            Inpainting => common with { Lambda = 1, Zeta = 1 },
            SuperResolution => common with { Lambda = 2, Zeta = 0.25 },
            _ => common with { Lambda = 7, Zeta = 0.3 },
        };
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireDefined(Spacing, nameof(Spacing));
        RequireDefined(Final, nameof(Final));
        RequireDefined(Guess, nameof(Guess));
        Require(Start is null or >= 1, nameof(Start), Start, "1 or greater");
        Require(Lambda > 0 && double.IsFinite(Lambda), nameof(Lambda), Lambda, "greater than 0");
        Require(Zeta is >= 0 and <= 1, nameof(Zeta), Zeta, "0 to 1");
        Require(Eta is >= 0 and <= 1, nameof(Eta), Eta, "0 to 1");
        Require(Guidance >= 0 && double.IsFinite(Guidance), nameof(Guidance), Guidance, "0 or greater");
        Require(Tau is > 0 and <= 1, nameof(Tau), Tau, "above 0 to 1");
        Require(Samples is >= 1 and <= 64, nameof(Samples), Samples, "1 to 64");
        RequireDefined(Mode, nameof(Mode));
        RequireDefined(Solver, nameof(Solver));
        RequireDefined(Output, nameof(Output));
        Require(Repetitions is >= 1 and <= 100, nameof(Repetitions), Repetitions, "1 to 100");
        Require(Mixing is >= 0 and < 1, nameof(Mixing), Mixing, "0 to below 1");
        Require(ResidualBall is null or (> 0 and <= 10), nameof(ResidualBall), ResidualBall, "above 0 to 10");
        RequireTogether(!IsAncestral || Repetitions == 1, $"{nameof(Repetitions)} above 1 need predictions of the clean picture, not {Output} or {Mode}");
        RequireTogether(
            (Mixing == 0 && ResidualBall is null) || (!IsAncestral && Mode == DiffPirMode.DataStep && Solver == DataSolver.Exact && BackProjection is null),
            $"{nameof(Mixing)} and {nameof(ResidualBall)} are of exact data steps on predictions of the clean picture");
        RequireTogether(Solver == DataSolver.Exact || BackProjection is null, $"{nameof(BackProjection)} and the solver {Solver} exclude each other");
        if (BackProjection is { } step)
        {
            Require(step.Iterations is >= 1 and <= 1000, $"{nameof(BackProjection)}.{nameof(step.Iterations)}", step.Iterations, "1 to 1000");
            Require(step.Gamma > 0 && double.IsFinite(step.Gamma), $"{nameof(BackProjection)}.{nameof(step.Gamma)}", step.Gamma, "greater than 0");
        }
    }

    private static void RequireTogether(bool holds, string problem)
    {
        if (!holds)
        {
            throw new SamplerException($"{problem}; leave one of them out");
        }
    }
}
