namespace DiffPir.Cli.Hosting;

/// <summary>Lines to copy at the end of each command's help. Tests parse them all, and run those that take no long time.</summary>
internal static class CommandExamples
{
    private static readonly Dictionary<string, string[]> Lines = new()
    {
        [""] =
        [
            "diagnose photo.jpg",
            "restore photo.jpg -o clean.png --task denoise",
            "restore blurred.png -o sharp.png --task deblur --blur auto",
        ],
        ["demo"] = ["demo --output-dir demo-output"],
        ["diagnose"] = ["diagnose photo.jpg", "diagnose photo.jpg --json"],
        ["fix"] = ["fix photo.jpg", "fix photo.jpg -o mended.jpg"],
        ["restore"] =
        [
            "restore photo.jpg -o clean.png --task denoise",
            "restore small.png -o large.png --task sr --scale 4",
            "restore blurred.png -o sharp.png --task deblur --kernel kernel.png --noise 5",
            "restore blurred.png -o sharp.png --task deblur --blur auto",
            "restore holes.png -o filled.png --task inpaint --mask mask.png",
            "restore photos -o restored --task denoise --skip-existing",
            "restore photos/*.jpg -o 'out/{name}-clean{ext}' --task denoise",
        ],
        ["presets"] = ["presets", "presets --json"],
        ["serve"] = ["serve", "serve --port 0", "serve --address 0.0.0.0 --max-jobs 4"],
        ["gather"] = ["gather restored"],
        ["degrade"] =
        [
            "degrade photo.png -o shaken.png --task deblur --blur motion:0.5 --noise 12.75",
            "degrade photo.png -o small.png --task sr --scale 2",
            "degrade photo.png -o holes.png --task inpaint --random 0.7",
        ],
        ["evaluate"] = ["evaluate photos --task deblur --blur gaussian:3 --noise 12.75 --methods diffpir,dpir --steps 20,100 --report out"],
        ["run"] = ["run configs/deblur.yaml --testset photos", "run configs/deblur.yaml --sweep lambda=1..10"],
        ["compare"] = ["compare restored.png photo.png", "compare restored.png photo.png --border 4 --json"],
        ["info"] = ["info restored.png", "info restored.png --yaml"],
        ["devices"] = ["devices", "devices --json"],
        ["doctor"] = ["doctor", "doctor --device opencl --json"],
        ["model"] = ["model list", "model info builtin"],
        ["model list"] = ["model list"],
        ["model get"] = ["model get drunet_color.pth", "model get https://example.org/prior.safetensors -o prior.safetensors"],
        ["model info"] = ["model info builtin", "model info builtin --plan --size 256"],
        ["model verify"] = ["model verify model.safetensors recorded.safetensors"],
        ["model convert"] = ["model convert builtin small.safetensors --dtype f16"],
        ["bench"] = ["bench --size 128 --reps 5", "bench --profile"],
        ["tune"] = ["tune --size 256"],
        ["train"] = ["train photos -o mine.safetensors --minutes 30"],
        ["completion"] = ["completion bash", "completion powershell"],
    };

    /// <summary>The commands that have examples, as they are typed behind the program's name.</summary>
    public static IEnumerable<string> Commands => Lines.Keys;

    /// <summary>Examples of a command, without the program's name.</summary>
    /// <param name="command">The command as it is typed behind the program's name; empty for the program itself.</param>
    public static IReadOnlyList<string> Of(string command) => Lines.GetValueOrDefault(command, []);
}
