namespace DiffPir.Network;

/// <summary>Recognises by its first bytes what a file is that is not safetensors, so that the error can say what to do with it.</summary>
internal static class ForeignFormat
{
    /// <summary>The PROTO opcode, first byte of every pickle of protocol 2 and later.</summary>
    private const byte PickleProtocol = 0x80;

    private const string ConvertWithPython =
        "PyTorch files (.pt, .pth, .ckpt) are not supported yet; convert once with: python3 -c \"import torch, safetensors.torch as s; "
        + "d = torch.load('model.pt', map_location='cpu', weights_only=True); d = d.get('state_dict', d); "
        + "s.save_file({k: v.contiguous() for k, v in d.items()}, 'model.safetensors')\"";

    /// <summary>What the file is and what to do with it; null if the bytes are of no known other format.</summary>
    /// <param name="start">The first bytes of the file, a few dozen or all there are.</param>
    public static (string Problem, string Remedy)? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\x03\x04"u8))
        {
            return ("is a zip archive (probably saved by PyTorch), not a safetensors file", ConvertWithPython);
        }

        if (start.Length >= 2 && start[0] == PickleProtocol && start[1] is >= 2 and <= 5)
        {
            return ("is a Python pickle (probably saved by PyTorch), not a safetensors file", ConvertWithPython);
        }

        if (start.StartsWith("version https://git-lfs"u8))
        {
            return ("is a Git LFS pointer, not the model it stands for", "Fetch the model with 'git lfs pull', or download the file itself");
        }

        if (start.StartsWith<byte>([0x1F, 0x8B]))
        {
            return ("is compressed with gzip", "Decompress it first");
        }

        if (start.StartsWith("GGUF"u8) || start.StartsWith<byte>([0x89, (byte)'H', (byte)'D', (byte)'F']))
        {
            return ("is a GGUF or HDF5 file, not a safetensors file", "Export the model as safetensors");
        }

        ReadOnlySpan<byte> text = start.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<!"u8) || text.StartsWith("<html"u8) || text.StartsWith("<HTML"u8))
        {
            return ("is a web page, not a model", "Download the file itself again");
        }

        return text.StartsWith("{"u8) ? ("is a JSON text, not a safetensors file", "Pass the model's .safetensors file") : null;
    }
}
