using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using DiffPir.Kernels;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Photographs;

/// <summary>
/// The published program's own draws of noise for one picture of a task, made anew by PyTorch and NumPy (tests/fixtures/published-draws):
/// the same for every picture, which the program was given one by one.
/// </summary>
/// <param name="python">A Python with both.</param>
internal sealed class PublishedDraws(string python) : INoiseSource
{
    private const int Channels = 3, Picture = Channels * 256 * 256;
    private float[] _values = [];
    private int _measured;

    /// <summary>Makes those of a task.</summary>
    /// <exception cref="ArgumentException">There is no such Python, or it failed.</exception>
    public void Load(PublishedTask task, int steps)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("draws");
        string[] arguments = [RepositoryPaths.Fixture(Path.Combine("published-draws", "draws.py")), "--task", task.Name, "--steps", $"{steps}", path];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, arguments))!;
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new ArgumentException($"'{python}' did not make the program's draws, its messages are above: --python names one with PyTorch and NumPy");
            }
        }
        catch (Win32Exception)
        {
            throw new ArgumentException($"there is no program '{python}': --python names a Python with PyTorch and NumPy");
        }

        _values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

        // The initial draw, and two of each step but the last; what comes before them is the measurement's.
        _measured = _values.Length - (((2 * steps) - 1) * Picture);
    }

    /// <summary>Adds the noise of a measurement, which is drawn pixel by pixel, all channels of each.</summary>
    public void AddTo(PlanarImage measured, double noise)
    {
        int plane = measured.Height * measured.Width;
        for (int i = 0; i < _measured; i++)
        {
            measured.Data[((i % Channels) * plane) + (i / Channels)] += (float)(noise / 255 * _values[i]);
        }
    }

    /// <inheritdoc/>
    public void Fill(Tensor noise, int sample, int position, NoiseDraw draw)
    {
        int index = draw == NoiseDraw.Initial ? 0 : (2 * position) + (int)draw;
        noise.Upload(_values.AsSpan(_measured + (index * Picture), Picture));
    }
}
