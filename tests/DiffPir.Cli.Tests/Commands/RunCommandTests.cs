using DiffPir.Cli.Evaluation;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Configuration files of the published program, with its keys and its spelling.</summary>
public sealed class RunCommandTests : IDisposable
{
    private const string Deblur = """
        task: "deblur"
        seed: 42
        noise_level_img: 12.75
        noise_level_model: "noise_level_img"
        model_name: "diffusion_ffhq_10m"
        testset_name: "demo_test"
        num_train_timesteps: 1000
        iter_num: 3
        iter_num_U: 1
        batch_size: 16
        save_L: true
        lambda_: 1
        zeta: 0.1
        sub_1_analytic: true
        model_output_type: "pred_xstart"
        generate_mode: "DiffPIR"
        skip_type: "quad"
        eta: 0
        guidance_scale: 1.0
        beta_start: 0.0001
        beta_end: 0.02
        noise_init_img: "max"
        skip_noise_model_t: false
        use_DIY_kernel: true
        blur_mode: "Gaussian"
        kernel_size: 9
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Experiment_runs_with_the_effective_values_of_the_program()
    {
        FastDevice.Require();
        var run = await RunAsync(Deblur, "--sweep", "lambda=7..8");

        run.ShouldSucceed();
        var rows = ResultsTable.Read(_folder.File(Path.Combine("out", "lambda-7", "results.csv")));
        Assert.Contains(rows, static row => row is { Method: "diffpir", Steps: 3, Evaluations: 2 });
        string report = await File.ReadAllTextAsync(_folder.File(Path.Combine("out", "lambda-8", "report.html")), TestContext.Current.CancellationToken);
        Assert.Contains("lambda: 8", report, StringComparison.Ordinal);
        Assert.Contains("zeta: 0.3", report, StringComparison.Ordinal);
        Assert.Contains("blur: gaussian:3:9", report, StringComparison.Ordinal);
        Assert.Contains("final: last-iterate", report, StringComparison.Ordinal);

        // Other settings do not pass for those that made the table.
        (await RunAsync(Deblur.Replace("\neta: 0", "\neta: 0.5", StringComparison.Ordinal), "--sweep", "lambda=7"))
            .ShouldFail(ExitCode.Usage, "results of other settings");
    }

    [Theory]
    [InlineData("deblur", "DiffPIR", "true", "pred_x_prev", "output: previous")]
    [InlineData("deblur", "DiffPIR", "false", "pred_xstart", "solver: first-order")]
    [InlineData("deblur", "vanilla", "true", "pred_xstart", "mode: vanilla")]
    [InlineData("sr", "DPS_yt", "true", "pred_xstart", "mode: dps-yt")]
    [InlineData("inpaint", "repaint", "true", "pred_xstart", "mode: repaint")]
    public async Task Every_mode_of_the_program_runs(string task, string mode, string isAnalytic, string output, string setting)
    {
        FastDevice.Require();
        string yaml = $"""
            task: {task}
            sf: {(task == "sr" ? 4 : 1)}
            noise_level_img: 12.75
            iter_num: 3
            iter_num_U: {(output == "pred_xstart" && mode != "DPS_yt" ? 2 : 1)}
            lambda_: 1000
            generate_mode: {mode}
            sub_1_analytic: {isAnalytic}
            model_output_type: {output}
            ddim_sample: true
            skip_noise_model_t: true
            kernel_size: 9
            """;

        (await RunAsync(yaml)).ShouldSucceed();

        string report = await File.ReadAllTextAsync(_folder.File(Path.Combine("out", "report.html")), TestContext.Current.CancellationToken);
        Assert.Contains(setting, report, StringComparison.Ordinal);
        Assert.Contains("ddim: true", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lamda_: 2", "there is no 'lamda_'; did you mean 'lambda_'?")]
    [InlineData("task: sharpen", "it must be one of sr, deblur, inpaint")]
    [InlineData("task: sr\nsf: 4\ngenerate_mode: DPS_y0", "it goes through all time steps in turn: set iter_num to 1000")]
    [InlineData("task: inpaint\ngenerate_mode: DPS_yt", "inpainting is done by DiffPIR, repaint or vanilla")]
    [InlineData("task: deblur\ngenerate_mode: repaint", "it replaces known pixels")]
    [InlineData("task: deblur\nmodel_output_type: epsilon", "the loop needs a picture that a data step can correct")]
    [InlineData("task: inpaint\nsub_1_analytic: false", "there is no first-order step for inpainting")]
    [InlineData("task: deblur\nnoise_level_img: 12.75\nskip_noise_model_t: true\niter_num: 1000", "with more than 974 steps")]
    [InlineData("task: deblur\nn_channels: 1", "grey files are restored as they are")]
    [InlineData("task: deblur\nblur: disk:2\nnosie: 3", "there is no 'nosie'; did you mean 'noise'?")]
    [InlineData("task: deblur\nmask_type: extreme\ngenerate_mode: magic", "it must be one of DiffPIR, vanilla, repaint, DPS_y0, DPS_yt")]
    [InlineData("task: sr\nsf: 40", "it must be a number from 2 to 16")]
    [InlineData("task: deblur\nbeta_end: 0.03", "the schedule belongs to the prior")]
    public async Task Configuration_that_asks_for_something_else_is_refused(string yaml, string reason) =>
        (await RunAsync(yaml)).ShouldFail(ExitCode.UnreadableInput, reason);

    [Fact]
    public async Task Model_is_named_as_everywhere_else()
    {
        string elsewhere = _folder.File("models");
        Directory.CreateDirectory(elsewhere);
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "mine.safetensors"), "damaged", TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable(ModelsFolder.Variable, elsewhere);
        try
        {
            (await RunAsync(Deblur, "--model", "mine")).ShouldFail(ExitCode.WrongModel, "mine.safetensors");
        }
        finally
        {
            Environment.SetEnvironmentVariable(ModelsFolder.Variable, null);
        }
    }

    [Fact]
    public async Task Kernel_and_mask_files_of_the_program_are_taken_from_its_folders()
    {
        FastDevice.Require();
        Directory.CreateDirectory(_folder.File("kernels"));
        Directory.CreateDirectory(_folder.File("testsets"));
        File.Copy(RepositoryPaths.Fixture("mat/kernels73.mat"), _folder.File("kernels/Levin09.mat"));
        MaskFile.Save(_folder.File("testsets/mask.png"), PixelMask.Random(32, 32, 0.5, 1));
        string common = $"cwd: {_folder.Path}\niter_num: 3\n";

        (await RunAsync(common + "task: deblur\nuse_DIY_kernel: false")).ShouldSucceed();
        Assert.Contains("Levin09.mat:kernels:1", await File.ReadAllTextAsync(_folder.File("out/report.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        Directory.Delete(_folder.File("out"), recursive: true);
        (await RunAsync(common + "task: inpaint\nload_mask: true\nmask_name: mask.png")).ShouldSucceed();
        (await RunAsync(common + "task: inpaint\nload_mask: true\nmask_name: no.png", "--limit", "1")).ShouldFail(ExitCode.Usage, "results of other settings");
    }

    [Theory]
    [InlineData("task: deblur\nnoise_level_img: 12.75\niter_num: 3\nkernel_size: 9")]
    [InlineData("task: inpaint\nmask_type: random\niter_num: 3")]
    [InlineData("task: sr\nsf: 4\niter_num: 3\ngenerate_mode: DPS_yt")]
    public async Task Dumped_experiment_is_a_job_that_gives_the_same_table(string yaml)
    {
        FastDevice.Require();
        (await RunAsync(yaml, "--dump-config", _folder.File("job.yaml"))).ShouldSucceed();
        Assert.False(Directory.Exists(_folder.File("out")));
        (await RunAsync(yaml)).ShouldSucceed();

        (await CommandRun.OfAsync("run", _folder.File("job.yaml"), "--report", _folder.File("again"), "--quiet")).ShouldSucceed();

        string[] Table(string folder) =>
            [.. ResultsTable.Read(_folder.File(Path.Combine(folder, "results.csv"))).Select(static row => $"{row with { Seconds = 0 }}")];
        Assert.Equal(Table("out"), Table("again"));
    }

    [Fact]
    public async Task Job_of_a_restoration_is_an_experiment_and_its_lambda_can_be_swept()
    {
        FastDevice.Require();
        string job = "task: deblur\nblur: gaussian:1:7\nnoise: 3\nboundary: unknown\nmethod: diffpir\noptions:\n  steps: 3\n  lambda: 5\n";

        (await RunAsync(job, "--sweep", "lambda=1,2.5")).ShouldSucceed();

        string report = await File.ReadAllTextAsync(_folder.File("out/lambda-2.5/report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("lambda: 2.5", report, StringComparison.Ordinal);
        Assert.Contains("boundary: unknown", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("task: deblur\nblur: gaussian:1:7", "has no noise")]
    [InlineData("task: deblur\nnoise: 2", "--task deblur needs --kernel or --blur")]
    [InlineData("task: jpeg\nnoise: 2", "is for restore")]
    public async Task Job_that_makes_no_experiment_is_refused(string job, string reason) => (await RunAsync(job)).ShouldFail(ExitCode.Usage, reason);

    [Fact]
    public async Task A_folder_with_results_of_other_settings_is_refused_before_any_lambda_is_tried()
    {
        string last = _folder.File(Path.Combine("out", "lambda-8"));
        Directory.CreateDirectory(last);
        ResultsJson.Write(Path.Combine(last, "results.json"), "something else", [], []);

        (await RunAsync(Deblur, "--sweep", "lambda=7..8", "--device", "cuda:99")).ShouldFail(ExitCode.Usage, "results of other settings (something else)");
    }

    private async Task<CommandRun> RunAsync(string yaml, params string[] options)
    {
        await File.WriteAllTextAsync(_folder.File("config.yaml"), yaml, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder.File("photos"));
        Pictures.Gradient(3, 32, 32).SaveTo(_folder.File(Path.Combine("photos", "a.png")));
        return await CommandRun.OfAsync(
            ["run", _folder.File("config.yaml"), "--testset", _folder.File("photos"), "--report", _folder.File("out"), "--quiet",
                .. options.Contains("--model") ? [] : (string[])["--model", "builtin"], .. options]);
    }
}
