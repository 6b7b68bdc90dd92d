using System.Buffers.Binary;
using System.Text.Json;
using DiffPir.Network;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>What a recorded run of the published program (tests/fixtures/e2e-*.safetensors) did to its picture.</summary>
internal static class RecordedRun
{
    // A blur of equal grey levels must not fall below them.
    private const float Rounding = 1e-3f;

    /// <summary>Its blur kernel, or the filter before its reduction.</summary>
    public static BlurKernel Kernel(Checkpoint file)
    {
        var shape = file.Find("kernel").Shape;
        return BlurKernel.FromValues((int)shape[0], (int)shape[1], file.Read("kernel"));
    }

    /// <summary>Its mask.</summary>
    public static PixelMask Mask(Checkpoint file)
    {
        // All channels share the mask: keep every third byte of (row, column, channel).
        byte[] bytes = Bytes(file.FilePath, "mask");
        int side = (int)file.Find("mask").Shape[0];
        return new PixelMask(side, side, [.. bytes.Where((_, i) => i % 3 == 0).Select(value => value != 0)]);
    }

    /// <summary>What the program takes for a measurement before it adds noise: its blurs end in whole grey levels, fractions cut off.</summary>
    public static PlanarImage Measure(Degradation degradation, PlanarImage picture)
    {
        var measured = degradation.Degrade(picture, 0, 0);
        if (degradation is Deblurring)
        {
            for (int i = 0; i < measured.Data.Length; i++)
            {
                measured.Data[i] = MathF.Floor((255 * measured.Data[i]) + Rounding) / 255;
            }
        }

        return measured;
    }

    // The checkpoint reader takes weights only: this is a U8 tensor. Header length, JSON header, data.
    private static byte[] Bytes(string path, string name)
    {
        byte[] file = File.ReadAllBytes(path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var json = JsonDocument.Parse(file.AsMemory(8, header));
        var tensor = json.RootElement.GetProperty(name);
        if (tensor.GetProperty("dtype").GetString() != "U8")
        {
            throw new InvalidDataException($"{path}: '{name}' is {tensor.GetProperty("dtype")}, expected U8");
        }

        var offsets = tensor.GetProperty("data_offsets");
        return file[(8 + header + offsets[0].GetInt32())..(8 + header + offsets[1].GetInt32())];
    }
}
