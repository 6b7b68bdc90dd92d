using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Mistakes on the command line: exit code 2, one line, and nothing is touched.</summary>
public sealed class UsageErrorTests
{
    [Theory]
    [InlineData("restor", "Unrecognized command or argument 'restor'")]
    [InlineData("restore in.png -o out.png", "'--task' is required")]
    [InlineData("restore -o out.png --task sr --scale 2", "Required argument 'INPUT' missing")]
    [InlineData("degrade in.png --task sr --scale 2", "'--output' is required")]
    [InlineData("restore in.png -o out.png --task blur", "--task is 'blur' and must be one of deblur, sr, inpaint, denoise")]
    [InlineData("restore in.png -o out.png --task deblur", "--task deblur needs --kernel or --blur")]
    [InlineData("restore in.png -o out.png --task deblur --kernel k.png --blur gaussian:3", "--task deblur takes --kernel or --blur, not both")]
    [InlineData("restore in.png -o out.png --task sr", "--task sr needs --scale")]
    [InlineData("degrade in.png -o out.png --task denoise", "--task denoise needs --noise")]
    [InlineData("degrade in.png -o out.png --task denoise --noise auto", "--noise auto is for restore")]
    [InlineData("restore in.png -o out.png --task jpeg --mask m.png",
        "--mask goes with --task inpaint and deblur and sr and colorize and denoise and not with jpeg")]
    [InlineData("degrade in.png -o out.png --task denoise --noise 5 --mask m.png",
        "--mask goes with --task inpaint and deblur and sr and colorize and not with denoise")]
    [InlineData("restore in.png -o out.png --task deblur --blur auto --mask m.png", "--blur auto does not go with --mask")]
    [InlineData("restore in.png -o out.png --task denoise --noise 5 --kernel k.png", "--kernel goes with --task deblur and sr and not with denoise")]
    [InlineData("restore in.png -o out.png --task deblur --blur gaussian:3 --scale 2", "--scale goes with --task sr")]
    [InlineData("restore in.png -o out.png --task sr --scale 1", "--scale is '1' and must be a whole number from 2 to 16")]
    [InlineData("restore in.png -o out.png --task sr --scale two", "--scale is 'two'")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --noise NaN", "--noise is 'NaN' and must be a number from 0 to 255")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --noise -1", "--noise is '-1'")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --lambda 0", "--lambda is '0' and must be a number above 0")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --zeta 1.5", "--zeta is '1.5' and must be a number from 0 to 1")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --steps 1", "--steps is '1'")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --skip cubic", "--skip is 'cubic' and must be one of quad, uniform")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --device gpu", "--device is 'gpu' and must be auto, cuda")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --precision half", "--precision is 'half' and must be one of auto, fp32, tf32, fp16, bf16")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --max-pixels 715827883",
        "--max-pixels is '715827883' and must be a whole number from 1 to 715000000")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --seed -3", "--seed is '-3'")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --heads 2 --head-channels 64", "--head-channels and --heads say the same thing")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --attention-order old", "--attention-order is 'old' and must be one of legacy, new")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 --bogus", "Unrecognized option '--bogus'")]
    [InlineData("restore --bogus in.png -o out.png --task sr --scale 2", "Unrecognized option '--bogus'")]
    [InlineData("restore in.png -o out.png --task sr --scale 2 -q", "Unrecognized option '-q'")]
    [InlineData("model info -q", "Unrecognized option '-q'")]
    [InlineData("model info --bogus", "Unrecognized option '--bogus'")]
    [InlineData("restore in.png -o out.gif --task sr --scale 2", "cannot tell the format of the output 'out.gif'")]
    [InlineData("degrade in.png -o out.png --task deblur --blur box:3",
        "'box:3' is no blur: write gaussian:STD[:SIZE], motion:INTENSITY[:SIZE], disk:RADIUS, line:LENGTH:DEGREES or auto")]
    [InlineData("degrade in.png -o out.png --task deblur --blur gaussian:x", "'x' in 'gaussian:x' is no number")]
    [InlineData("degrade in.png -o out.png --task deblur --blur gaussian:0", "is 0 and must be from 0.01 to 100")]
    [InlineData("degrade in.png -o out.png --task deblur --blur gaussian:1e-300:9", "must be from 0.01 to 100")]
    [InlineData("degrade in.png -o out.png --task deblur --blur disk:0.2", "the radius of a disk, in pixels, is 0.2 and must be from 0.5 to 100")]
    [InlineData("degrade in.png -o out.png --task deblur --blur disk", "'disk' is no blur")]
    [InlineData("degrade in.png -o out.png --task deblur --blur line:8", "'line:8' is no blur")]
    [InlineData("degrade in.png -o out.png --task deblur --blur line:8:up", "'up' in 'line:8:up' is no number")]
    [InlineData("restore in.png -o out.png --task deblur --blur disk:3 --kernel-flip", "--kernel-flip goes with --kernel")]
    [InlineData("degrade in.png -o out.png --task deblur --blur motion:1.5", "must be from 0.001 to 1")]
    [InlineData("degrade in.png -o out.png --task deblur --blur gaussian:3:62", "must be an odd number from 3")]
    [InlineData("degrade in.png -o out.png --task inpaint", "--task inpaint needs --mask or --box or --random")]
    [InlineData("degrade in.png -o out.png --task inpaint --box 4 --random 0.5", "not both")]
    [InlineData("degrade in.png -o out.png --task inpaint --box 4by4", "--box is '4by4' and must be SIDE or WIDTHxHEIGHT")]
    [InlineData("degrade in.png -o out.png --task inpaint --random 1", "--random is '1'")]
    [InlineData("degrade in.png -o out.png --task denoise --noise 5 --box 4", "--box goes with --task inpaint and deblur and sr and colorize and not with denoise")]
    [InlineData("restore in.png -o out.png --task inpaint --mask -", "--mask is '-', a stream, and must be a file")]
    [InlineData("restore in.png -o out.png --task denoise --dump-job -", "--dump-job is '-', a stream, and must be a file")]
    [InlineData("restore in.png -o out.png --job -", "--job is '-', a stream, and must be a file")]
    [InlineData("restore - n64.png --task denoise", "'-' is one picture from standard input and none of several: name its result with --output")]
    [InlineData("restore a.png b.png -o - --task denoise", "several pictures do not go to standard output: name a folder or a template with --output")]
    [InlineData("restore a.png b.png --task denoise --dump-job job.yaml", "--dump-job writes the values used for one picture: name one, or leave it out")]
    [InlineData("degrade in.png -o - --task denoise --noise 5", "--output is '-', a stream, and must be a file")]
    [InlineData("degrade - -o out.png --task denoise --noise 5", "INPUT is '-', a stream, and must be a file")]
    [InlineData("fix - -o out.png", "INPUT is '-', a stream, and must be a file")]
    [InlineData("run config.yaml --overwrite", "--overwrite goes with --dump-config")]
    [InlineData("model", "Required command was not provided")]
    [InlineData("model verify builtin", "Required argument 'IO' missing")]
    [InlineData("bench --size 0", "--size is '0'")]
    public async Task Mistake_is_named_in_one_line(string commandLine, string reason)
    {
        var run = await CommandRun.OfAsync(commandLine.Split(' '));

        run.ShouldFail(ExitCode.Usage, reason);
    }

    [Theory]
    [InlineData("-in.png")]
    [InlineData("--in.png")]
    public async Task File_whose_name_begins_with_dashes_is_a_file_behind_two_dashes(string name)
    {
        File.WriteAllText(name, "no picture");
        try
        {
            (await CommandRun.OfAsync("diagnose", "--", name)).ShouldFail(ExitCode.UnreadableInput, $"cannot read '{name}': it is not a PNG");
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public async Task Error_points_to_the_help_of_its_command()
    {
        (await CommandRun.OfAsync("model", "info", "builtin", "--bogus")).ShouldFail(ExitCode.Usage, "(see 'diffpir model info --help')");
    }

    [Fact]
    public async Task Argument_that_begins_with_at_is_a_file_name_not_a_response_file()
    {
        (await CommandRun.OfAsync("restore", "@args", "-o", "out.png", "--task", "sr", "--scale", "2"))
            .ShouldFail(ExitCode.UnreadableInput, "cannot read '@args'");
    }
}
