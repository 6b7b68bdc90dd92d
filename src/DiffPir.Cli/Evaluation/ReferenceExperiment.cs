using System.Globalization;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Jobs;
using DiffPir.Cli.Options;
using DiffPir.Sampler;

namespace DiffPir.Cli.Evaluation;

/// <summary>An experiment of the published program from its own configuration file.</summary>
internal static class ReferenceExperiment
{
    // Where the program keeps its files, under the configuration's cwd.
    private const string Models = "model_zoo", Pictures = "testsets", Kernels = "kernels", LevinKernel = "Levin09.mat:kernels:1";

    /// <summary>The experiment.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="choice">What the command line says besides.</param>
    /// <param name="lambda">A lambda in place of its own; null for that.</param>
    /// <exception cref="CliException">It asks for what does not go together or is not done.</exception>
    public static EvaluationSettings Read(ReferenceConfiguration file, ExperimentChoice choice, double? lambda)
    {
        string word = file.Word("task", "sr", "deblur", "inpaint");
        string cwd = file.Text("cwd");
        string name = choice.Model ?? Path.Combine(cwd, Models, file.Text("model_name") + ".pt");
        var model = ModelChoice.Named(name) with { TileSide = choice.Tile };
        double noise = file.Number("noise_level_img", 0, Degradation.MostNoise);
        string? blurText = word == "deblur" && file.Is("use_DIY_kernel", "true") ? BlurOf(file) : null;
        BlurSpec? blur = null;
        if (blurText is not null && !BlurSpec.TryParse(blurText, out blur, out string? problem))
        {
            throw new CliException(ExitCode.Usage, problem);
        }

        var kind = TaskRules.Words.First(pair => pair.Word == word).Kind;
        int scale = kind == TaskKind.SuperResolution ? (int)file.Number("sf", SuperResolution.LeastScale, SuperResolution.MostScale) : 1;
        bool isInpainting = kind == TaskKind.Inpaint;
        bool hasMask = isInpainting && file.Is("load_mask", "true");
        var task = new TaskChoice(
            kind, scale, word == "deblur" && blur is null ? Path.Combine(cwd, Kernels, LevinKernel) : null, blur,
            hasMask ? Path.Combine(cwd, Pictures, file.Text("mask_name")) : null, noise, BoundaryHandling.Periodic, ImageLimits.DefaultMaxPixels);
        var options = ReferenceMethod.Read(file, kind, lambda);
        bool isBox = isInpainting && !hasMask && file.Word("mask_type", "random", "box") == "box";
        int side = (int)file.First("mask_len_range", 1, 4096, 128);
        return new(
            choice.Folder ?? Path.Combine(cwd, Pictures, file.Text("testset_name")), task, blurText, isBox ? new BoxSpec(side, side) : null,
            isInpainting && !hasMask && !isBox ? file.First("mask_prob_range", 0, 1, 0.5) : null,
            [new EvaluationEntry(options.Method, _ => options)], model, name,
            (ulong)file.Number("seed", 0, int.MaxValue), choice.Limit, choice.ReportOf(word, lambda),
            string.Join(' ', MethodSettings.Describe(options).Select(static setting => $"{setting.Name}={setting.Value.Trim('"')}")));
    }

    private static string BlurOf(ReferenceConfiguration file)
    {
        bool isMotion = file.Word("blur_mode", "Gaussian", "motion") == "motion";
        double amount = file.Has("kernel_std") ? file.Number("kernel_std", 0.01, 100) : isMotion ? 0.5 : 3.0;
        return string.Create(CultureInfo.InvariantCulture, $"{(isMotion ? "motion" : "gaussian")}:{amount}:{(int)file.Number("kernel_size", 3, 1023)}");
    }
}
