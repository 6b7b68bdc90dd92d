using System.Text;

namespace DiffPir.Network.Tests;

/// <summary>Writes pickles opcode by opcode, as old and foreign writers do.</summary>
internal static class PickleBytes
{
    /// <summary>A whole pickle of protocol 2.</summary>
    public static byte[] Pickle(params byte[][] parts) => [0x80, 2, .. parts.SelectMany(part => part), (byte)'.'];

    /// <summary>Text of Python 3.</summary>
    public static byte[] Unicode(string text) => [(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>Text of Python 2.</summary>
    public static byte[] OldText(string text) => [(byte)'U', (byte)text.Length, .. Encoding.Latin1.GetBytes(text)];

    /// <summary>A number from 0 to 255.</summary>
    public static byte[] Number(int value) => [(byte)'K', (byte)value];

    /// <summary>A type or function.</summary>
    public static byte[] Global(string module, string name) => [(byte)'c', .. Encoding.ASCII.GetBytes($"{module}\n{name}\n")];

    /// <summary>A tuple.</summary>
    public static byte[] Tuple(params byte[][] items) => [(byte)'(', .. items.SelectMany(item => item), (byte)'t'];

    /// <summary>A list.</summary>
    public static byte[] List(params byte[][] items) => [(byte)']', (byte)'(', .. items.SelectMany(item => item), (byte)'e'];

    /// <summary>A dictionary of alternating keys and values.</summary>
    public static byte[] Dictionary(params byte[][] items) => [(byte)'}', (byte)'(', .. items.SelectMany(item => item), (byte)'u'];

    /// <summary>A function called with a tuple.</summary>
    public static byte[] Call(byte[] function, byte[] arguments) => [.. function, .. arguments, (byte)'R'];

    /// <summary>A legacy file: its five pickles and one storage of floats.</summary>
    public static byte[] Legacy(byte[] root, string key, params float[] storage) =>
    [
        .. Pickle([0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]),
        .. Pickle([(byte)'M', 0xE9, 3]),
        .. Pickle(Dictionary(OldText("little_endian"), [0x88])),
        .. Pickle(root),
        .. Pickle(List(OldText(key))),
        .. BitConverter.GetBytes((long)storage.Length),
        .. storage.SelectMany(BitConverter.GetBytes),
    ];
}
