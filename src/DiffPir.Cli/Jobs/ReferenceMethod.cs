using DiffPir.Cli.Options;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Cli.Jobs;

/// <summary>The method and settings that a configuration file of the published program means, with the factors of its hidden sweeps.</summary>
internal static class ReferenceMethod
{
    // What lambda_ and zeta are multiplied by; of the factors for super-resolution, 2 to 12, the first.
    private const double DeblurLambda = 7, DeblurZeta = 3, SuperResolutionLambda = 2;

    private const string Mode = "generate_mode", AllSteps = "1000";

    /// <summary>The options, validated.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="kind">Its task.</param>
    /// <param name="lambda">A lambda in place of its own; null for that.</param>
    /// <exception cref="Hosting.CliException">It asks for what does not go together or is not done.</exception>
    public static MethodOptions Read(ReferenceConfiguration file, TaskKind kind, double? lambda)
    {
        string mode = file.Word(Mode, "DiffPIR", "vanilla", "repaint", "DPS_y0", "DPS_yt");
        RefuseWhatDoesNotFit(file, kind, mode);
        MethodOptions options = mode == "DPS_y0" ? Dps(file, kind) : DiffPir(file, kind, mode, lambda);
        options.Validate();
        return options;
    }

    private static void RefuseWhatDoesNotFit(ReferenceConfiguration file, TaskKind kind, string mode)
    {
        if (kind == TaskKind.Inpaint && mode.StartsWith("DPS", StringComparison.Ordinal))
        {
            throw file.Refused(Mode, "inpainting is done by DiffPIR, repaint or vanilla");
        }

        if (kind != TaskKind.Inpaint && mode == "repaint")
        {
            throw file.Refused(Mode, "it replaces known pixels, which inpainting alone has");
        }

        if (kind == TaskKind.Inpaint && !file.Is("sub_1_analytic", "true"))
        {
            throw file.Refused("sub_1_analytic", "there is no first-order step for inpainting, whose data step is a division");
        }

        // The program compares the position in the sequence with this, so that usual numbers of steps never reach it.
        int free = NoiseSchedule.Standard.Count - NoiseSchedule.Standard.Nearest(2 * file.Number("noise_level_img", 0, Degradation.MostNoise) / 255);
        if (!file.Is("skip_noise_model_t", "false") && file.Number("iter_num", 2, 1000) > free)
        {
            throw file.Refused("skip_noise_model_t",
                $"with more than {free} steps it would change what the last ones take from the prior, which is not done here; set it to false");
        }
    }

    private static DpsOptions Dps(ReferenceConfiguration file, TaskKind kind)
    {
        if (!file.Is("iter_num", AllSteps))
        {
            throw file.Refused(Mode, $"it goes through all time steps in turn: set iter_num to {AllSteps}");
        }

        // The program compares pictures on [0,1] where it deblurs, and on [-1,1] where it enlarges.
        return new() { Scale = kind == TaskKind.Deblur ? 0.5 : 1, KnownPixels = KnownPixels.Keep };
    }

    private static DiffPirOptions DiffPir(ReferenceConfiguration file, TaskKind kind, string mode, double? lambda)
    {
        var (lambdaFactor, zetaFactor) = kind switch
        {
            TaskKind.Deblur => (DeblurLambda, DeblurZeta),
            TaskKind.SuperResolution => (SuperResolutionLambda, 1.0),
            _ => (1.0, 1.0),
        };
        var output = file.Text("model_output_type") switch
        {
            "pred_xstart" => PriorOutput.Clean,
            "pred_x_prev" => PriorOutput.Previous,
            "epsilon" or "score" => throw file.Refused(
                "model_output_type", "the loop needs a picture that a data step can correct: pred_xstart, or pred_x_prev"),
            _ => throw file.Refused("model_output_type", "it must be one of pred_xstart, pred_x_prev"),
        };
        bool isFirstOrder = !file.Is("sub_1_analytic", "true");
        bool usesBackProjection = kind == TaskKind.SuperResolution && file.Word("sr_mode", "blur", "cubic") == "cubic" && !isFirstOrder;
        return new()
        {
            Steps = (int)file.Number("iter_num", 2, 1000),
            Lambda = lambda ?? (file.Number("lambda_", 1e-6, 1e6) * lambdaFactor),
            Zeta = Math.Min(1, file.Number("zeta", 0, 1) * zetaFactor),
            Eta = file.Number("eta", 0, 1),
            Guidance = file.Number("guidance_scale", 0, 1e6),
            Spacing = file.Word("skip_type", "quad", "uniform") == "quad" ? StepSpacing.Quadratic : StepSpacing.Uniform,
            Start = file.Text("noise_init_img") == "max"
                ? null
                : Math.Max(1, NoiseSchedule.Standard.Nearest(2 * file.Number("noise_init_img", 0, 40_000) / 255)),
            Final = FinalImage.LastIterate,
            KnownPixels = KnownPixels.Keep,
            Mode = mode switch
            {
                "vanilla" => DiffPirMode.Vanilla,
                "repaint" => DiffPirMode.Repaint,
                "DPS_yt" => DiffPirMode.DpsYt,
                _ => DiffPirMode.DataStep,
            },
            Output = output,
            Ddim = !file.Is("ddim_sample", "false"),
            Solver = isFirstOrder ? DataSolver.FirstOrder : DataSolver.Exact,
            Repetitions = (int)file.Number("iter_num_U", 1, 100),
            BackProjection = usesBackProjection ? new((int)file.Number("inIter", 1, 1000), file.Number("gamma", 1e-6, 1e3)) : null,
        };
    }
}
