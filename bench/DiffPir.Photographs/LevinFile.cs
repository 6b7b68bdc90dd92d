using DiffPir.Cli.Images;
using DiffPir.Cli.Images.Matlab;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>A picture that a camera truly shook, as Levin et al. (CVPR 2009) published it, grey, of 8 bits.</summary>
/// <param name="Name">Its file's.</param>
/// <param name="Sharp">What was photographed.</param>
/// <param name="Shaken">The photograph.</param>
/// <param name="Kernel">The kernel that was measured, to convolve with.</param>
internal sealed record LevinFile(string Name, PlanarImage Sharp, PlanarImage Shaken, BlurKernel Kernel)
{
    /// <summary>The pictures of a folder of MAT-files with the variables x (sharp), y (shaken) and f (kernel), by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="every">1 for all, 2 for every second, ...</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IReadOnlyList<LevinFile> ReadAll(string folder, int every) =>
        [.. PhotographFolder.Files(folder, every, ".mat files", ".mat").Select(Read)];

    private static LevinFile Read(string file)
    {
        var variables = MatFile.Read(file, File.ReadAllBytes(file));
        var (height, width, weights) = MatKernels.Choose(new KernelSource(file, "f"), variables);

        // The files' kernels are correlated with the picture: y is x convolved with f turned; f as it stands leaves several times as much.
        var kernel = BlurKernel.FromValues(height, width, weights, normalize: true).Turned();
        return new(Path.GetFileNameWithoutExtension(file), Picture("x"), Picture("y"), kernel);

        PlanarImage Picture(string name)
        {
            var (rows, columns, values) = MatKernels.Choose(new KernelSource(file, name), variables);
            return Spoiling.ToEightBits(new PlanarImage(1, rows, columns, values));
        }
    }
}
