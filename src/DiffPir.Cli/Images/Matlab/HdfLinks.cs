using System.Reflection;
using PureHDF;
using PureHDF.VOL.Native;

namespace DiffPir.Cli.Images.Matlab;

/// <summary>
/// Finds what in an HDF5 file leads out of it. The library opens other files by itself as soon as it lists a group that holds such a link, and
/// has no switch against that; a link to a pipe would wait for ever.
/// </summary>
internal static class HdfLinks
{
    private const byte Version = 1, HasType = 8, HasOrder = 4, HasEncoding = 16, LengthBits = 3, External = 64;

    // No system opens a file by a longer one.
    private const int LongestPath = 4097;

    // The library keeps the list of external files for itself. Without this property nothing is known of it, and nothing is read.
    private static readonly PropertyInfo? ExternalFiles =
        typeof(NativeDataset).GetProperty("InternalExternalFileList", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>
    /// Whether a link message to another file may lie anywhere among the bytes: version, flags and type, the name, and then a zero, the path of a
    /// file and the beginning of another. In numbers that are no link this comes about once in 10^10 bytes.
    /// </summary>
    public static bool LeadOut(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at + 3 < bytes.Length; at++)
        {
            var ahead = bytes[at..];
            if (ahead[0] == Version && (ahead[1] & HasType) != 0 && ahead[2] == External && IsExternal(ahead[3..], ahead[1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the values of an array lie in other files.</summary>
    public static bool LeadOut(IH5Dataset dataset) => ExternalFiles is null || ExternalFiles.GetValue(dataset) is not null;

    private static bool IsExternal(ReadOnlySpan<byte> rest, byte flags)
    {
        int before = ((flags & HasOrder) != 0 ? sizeof(ulong) : 0) + ((flags & HasEncoding) != 0 ? 1 : 0);
        int lengthBytes = 1 << (flags & LengthBits);
        if (rest.Length < before + lengthBytes)
        {
            return false;
        }

        ulong length = 0UL;
        for (int i = lengthBytes - 1; i >= 0; i--)
        {
            length = (length << 8) | rest[before + i];
        }

        rest = rest[(before + lengthBytes)..];

        // Behind the name: two bytes of length, which nobody reads, one of version and flags, the path of the file, and that of the object.
        return length + 3 < (ulong)rest.Length && rest[(int)length + 2] == 0 && StartsWithPaths(rest[((int)length + 3)..]);
    }

    private static bool StartsWithPaths(ReadOnlySpan<byte> bytes)
    {
        int end = bytes[..Math.Min(bytes.Length, LongestPath)].IndexOf((byte)0);
        return end > 0 && bytes[..end].IndexOfAnyInRange<byte>(0, 31) < 0 && end + 1 < bytes.Length && bytes[end + 1] > 31;
    }
}
