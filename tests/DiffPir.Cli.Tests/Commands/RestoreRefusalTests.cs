using System.Text;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Bad input of <c>restore</c>: one line, the right exit code, and no file appears.</summary>
public sealed class RestoreRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _input;

    public RestoreRefusalTests() => _input = Pictures.Gradient(3, 32, 40).SaveTo(_folder.File("in.png"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Missing_picture() =>
        await RefusedAsync(["--task", "sr", "--scale", "2"], ExitCode.UnreadableInput, "none.png", "there is no such file", input: _folder.File("none.png"));

    [Fact]
    public async Task Picture_that_is_none()
    {
        string text = _folder.File("text.png");
        File.WriteAllText(text, "this is no picture at all");

        await RefusedAsync(["--task", "sr", "--scale", "2"], ExitCode.UnreadableInput, "text.png", "not a PNG, JPEG, WebP, TIFF, AVIF, GIF or BMP picture",
            input: text);
    }

    [Fact]
    public async Task Truncated_picture()
    {
        string cut = _folder.File("cut.png");
        File.WriteAllBytes(cut, File.ReadAllBytes(_input)[..^60]);

        await RefusedAsync(["--task", "sr", "--scale", "2"], ExitCode.UnreadableInput, "cut.png", "damaged or cut off", input: cut);
    }

    [Fact]
    public async Task Picture_above_the_limit() =>
        await RefusedAsync(["--task", "denoise", "--noise", "5", "--max-pixels", "1000"], ExitCode.UnreadableInput, "in.png", "the limit is 1,000");

    [Fact]
    public async Task Result_above_the_limit() =>
        await RefusedAsync(["--task", "sr", "--scale", "4", "--max-pixels", "10000"], ExitCode.Usage, "160 x 128 = 20,480 pixels", "raise --max-pixels");

    [Fact]
    public async Task Tiles_too_small_for_the_model() =>
        await RefusedAsync(["--task", "denoise", "--noise", "5", "--tile", "127"], ExitCode.Usage, "tiles of 127 pixels are too small for this prior, which needs at least 128", "do without tiles (--tile 0)");

    [Fact]
    public async Task Kernel_larger_than_the_picture() =>
        await RefusedAsync(["--task", "deblur", "--blur", "gaussian:9"], ExitCode.Usage, "61 x 61 pixels, larger than the picture of 40 x 32",
            "smaller kernel");

    [Fact]
    public async Task Kernel_file_missing() =>
        await RefusedAsync(["--task", "deblur", "--kernel", _folder.File("k.png")], ExitCode.UnreadableInput, "k.png", "there is no such file");

    [Fact]
    public async Task Mask_of_another_size()
    {
        string mask = _folder.File("m.png");
        MaskFile.Save(mask, PixelMask.Random(40, 32, 0.5, seed: 1));

        await RefusedAsync(["--task", "inpaint", "--mask", mask], ExitCode.Usage, "is 32 x 40 pixels and the picture 40 x 32");
    }

    [Fact]
    public async Task Links_in_a_circle_as_picture() =>
        await RefusedAsync(["--task", "sr", "--scale", "2"], ExitCode.UnreadableInput, "circle.png", "its links lead in a circle", input: Circle());

    [Fact]
    public async Task Name_of_a_picture_that_no_disk_can_hold() =>
        await RefusedAsync(["--task", "sr", "--scale", "2"], ExitCode.UnreadableInput, "the name is too long", input: _folder.File(new string('a', 300)));

    [Theory]
    [InlineData("circle.png", "its links lead in a circle")]
    [InlineData("long", "the name is too long")]
    public async Task Output_that_the_system_cannot_look_at(string name, string reason)
    {
        Circle();
        string output = _folder.File(name == "long" ? new string('a', 300) + ".png" : name);

        var run = await CommandRun.OfAsync("restore", _input, "-o", output, "--task", "sr", "--scale", "2");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.StartsWith($"diffpir: error: cannot write '{output}': {reason}", run.Error, StringComparison.Ordinal);
    }

    private string Circle()
    {
        File.CreateSymbolicLink(_folder.File("other.png"), "circle.png");
        File.CreateSymbolicLink(_folder.File("circle.png"), "other.png");
        return _folder.File("circle.png");
    }

    [Fact]
    public async Task Output_equal_to_a_kernel_file_of_several()
    {
        string kernels = _folder.File("kernels.mat");
        File.Copy(RepositoryPaths.Fixture("mat/kernels7.mat"), kernels);
        File.CreateSymbolicLink(_folder.File("out.png"), "kernels.mat");

        await RefusedAsync(["--task", "deblur", "--kernel", $"{kernels}:kernels:1"], ExitCode.Usage, "is also an input");
    }

    [Fact]
    public async Task Mask_without_a_known_pixel()
    {
        string mask = Photograph.Of(new(1, 32, 40, [.. Enumerable.Repeat(127 / 255f, 32 * 40)])).SaveTo(_folder.File("m.png"));

        await RefusedAsync(["--task", "inpaint", "--mask", mask], ExitCode.Usage, "no pixel of the mask", "its brightest is 127 of 255");
    }

    [Fact]
    public async Task Output_equal_to_the_input() =>
        await RefusedAsync(["--task", "denoise", "--noise", "5"], ExitCode.Usage, "is also an input", output: _input);

    [Fact]
    public async Task Output_equal_to_the_kernel()
    {
        string kernel = _folder.File("k.png");
        KernelFile.Save(kernel, BlurKernel.Gaussian(9, 2));

        await RefusedAsync(["--task", "deblur", "--kernel", kernel], ExitCode.Usage, "is also an input", output: kernel);
    }

    [Fact]
    public async Task Output_equal_to_the_input_through_a_link_further_up()
    {
        Directory.CreateDirectory(_folder.File("real/sub"));
        Directory.CreateSymbolicLink(_folder.File("alias"), "real");
        File.Copy(_input, _folder.File("real/sub/x.png"));

        await RefusedAsync(
            ["--task", "denoise", "--noise", "5"], ExitCode.Usage, "is also an input", input: _folder.File("real/sub/x.png"),
            output: _folder.File("alias/sub/x.png"));
    }

    [Fact]
    public async Task Pipe_without_a_writer()
    {
        string pipe = NamedPipe.Create(_folder.File("pipe.png"));

        await RefusedAsync(["--task", "denoise", "--noise", "5"], ExitCode.UnreadableInput, "pipe.png", "it is a pipe", input: pipe);
        await RefusedAsync(["--task", "deblur", "--kernel", pipe], ExitCode.UnreadableInput, "pipe.png", "it is a pipe");
        await RefusedAsync(["--task", "denoise", "--noise", "5", "--model", pipe], ExitCode.WrongModel, "pipe.png", "is a pipe");
    }

    [Fact]
    public async Task Output_folder_that_does_not_exist() =>
        await RefusedAsync(["--task", "denoise", "--noise", "5"], ExitCode.Usage, "does not exist; create it first", output: _folder.File("no/out.png"));

    [Fact]
    public async Task Transparency_into_jpeg()
    {
        string clear = Pictures.Gradient(3, 32, 32, alpha: true).SaveTo(_folder.File("clear.png"));

        await RefusedAsync(["--task", "denoise", "--noise", "5"], ExitCode.Usage, "cannot hold the transparency", input: clear,
            output: _folder.File("out.jpg"));
    }

    [Fact]
    public async Task Device_that_is_not_there() =>
        await RefusedAsync(["--task", "denoise", "--noise", "5", "--device", "opencl:99"], ExitCode.Device, "opencl:99", "diffpir devices");

    [Fact]
    public async Task Model_missing() =>
        await RefusedAsync(["--task", "denoise", "--noise", "5", "--model", _folder.File("m.safetensors")], ExitCode.WrongModel, "m.safetensors",
            "there is no such file");

    [Fact]
    public async Task Model_that_is_no_safetensors()
    {
        string model = _folder.File("m.safetensors");
        File.WriteAllBytes(model, Encoding.ASCII.GetBytes(new string('x', 500)));

        await RefusedAsync(["--task", "denoise", "--noise", "5", "--model", model], ExitCode.WrongModel, "m.safetensors");
    }

    [Fact]
    public async Task Model_cut_off()
    {
        string model = _folder.File("m.safetensors");
        File.WriteAllBytes(model, File.ReadAllBytes(RepositoryPaths.Model("diffpir-photo-32.safetensors"))[..1_000_000]);

        await RefusedAsync(["--task", "denoise", "--noise", "5", "--model", model], ExitCode.WrongModel, "m.safetensors");
    }

    [Fact]
    public async Task Model_of_another_architecture() =>
        await RefusedAsync(
            ["--task", "denoise", "--noise", "5", "--model", RepositoryPaths.Fixture("unet-a.io.safetensors")], ExitCode.WrongModel, "unet-a.io.safetensors");

    [Fact]
    public async Task Model_with_a_weight_that_is_not_a_number()
    {
        // The file ends with the six float32 biases of the last layer, of which the first three predict noise; all ones is NaN.
        string model = _folder.File("m.safetensors");
        byte[] bytes = File.ReadAllBytes(RepositoryPaths.Model("diffpir-photo-32.safetensors"));
        bytes.AsSpan(^24..^20).Fill(0xFF);
        File.WriteAllBytes(model, bytes);

        await RefusedAsync(["--task", "denoise", "--noise", "5", "--model", model], ExitCode.WrongModel, "m.safetensors", "NaN");
    }

    private async Task RefusedAsync(string[] options, int code, string first, string? second = null, string? input = null, string? output = null)
    {
        input ??= _input;
        output ??= _folder.File("out.png");
        var before = Contents();

        var run = await CommandRun.OfAsync(["restore", input, "-o", output, .. options, "--quiet"]);

        run.ShouldFail(code, second is null ? [first] : [first, second]);
        Assert.Equal(before, Contents());
    }

    /// <summary>Every file of the folder with its length.</summary>
    private Dictionary<string, long> Contents() =>
        new DirectoryInfo(_folder.Path).GetFiles("*", SearchOption.AllDirectories).ToDictionary(static f => f.FullName, static f => f.Length);
}
