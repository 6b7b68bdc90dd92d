using System.Text.Json;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Sampler.Tests.Sampling;
using DiffPir.Testing;

namespace DiffPir.Photographs;

/// <summary>A task of tests/fixtures/reference-psnr.json, as the published program ran it.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Noise">Standard deviation of the noise in grey levels.</param>
/// <param name="Degradation">What the program did to every picture: given one by one, they got the same kernel or mask.</param>
/// <param name="Psnr">PSNR in dB of its results, by the picture's name.</param>
internal sealed record PublishedTask(string Name, double Noise, Degradation Degradation, IReadOnlyDictionary<string, double> Psnr)
{
    private const double NoisyLevel = 12.75;

    private static readonly (string Name, double Noise, Func<Degradation> Make)[] Known =
    [
        ("sr", NoisyLevel, static () => new SuperResolution(4, boundary: BoundaryHandling.Periodic)),
        ("deblur-gaussian", NoisyLevel, static () => new Deblurring(BlurKernel.Gaussian(61, 3), BoundaryHandling.Periodic)),
        ("deblur-motion", NoisyLevel,
            static () => Recorded("deblur-motion", static file => new Deblurring(RecordedRun.Kernel(file), BoundaryHandling.Periodic))),
        ("inpaint-random", 0, static () => Recorded("inpaint-random", static file => new Inpainting(RecordedRun.Mask(file)))),
        ("inpaint-box", 0, static () => Recorded("inpaint-box", static file => new Inpainting(RecordedRun.Mask(file)))),
    ];

    /// <summary>Reads the tasks that were measured with the published settings at so many evaluations.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static IReadOnlyList<PublishedTask> Read(int evaluations)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.Fixture("reference-psnr.json")));
        return file.RootElement.TryGetProperty($"published-settings-{evaluations}", out var tasks)
            ? [.. Known.Where(task => tasks.TryGetProperty(task.Name, out _)).Select(task => new PublishedTask(
                task.Name, task.Noise, task.Make(), tasks.GetProperty(task.Name).Deserialize<Dictionary<string, double>>()!))]
            : throw new ArgumentException($"--steps is {evaluations}, expected 20 or 100: the published program was measured at these");
    }

    /// <summary>What the program took for a measurement before it added noise.</summary>
    public PlanarImage Measure(PlanarImage picture) => RecordedRun.Measure(Degradation, picture);

    private static Degradation Recorded(string run, Func<Checkpoint, Degradation> make)
    {
        using var file = Checkpoint.Open(RepositoryPaths.Fixture($"e2e-{run}.safetensors"));
        return make(file);
    }
}
