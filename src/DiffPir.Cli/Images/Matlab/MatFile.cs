using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images.Matlab;

/// <summary>
/// Reads MATLAB's MAT-files, versions 4, 5 (what <c>save -v7</c>, <c>-v6</c> and SciPy's <c>savemat</c> write) and 7.3 (HDF5): real
/// matrices, and cell arrays of them. Everything in a file is hostile until it has been checked here.
/// </summary>
internal static class MatFile
{
    /// <summary>Largest file read, in bytes (64 MiB).</summary>
    public const long MaximumBytes = 64L << 20;

    /// <summary>Longest name accepted; MATLAB allows 63 characters.</summary>
    public const int LongestName = 256;

    /// <summary>The variables of a file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">Its contents.</param>
    /// <exception cref="CliException">The file is damaged or of another format (unreadable input).</exception>
    public static IReadOnlyList<MatArray> Read(string path, ReadOnlyMemory<byte> bytes)
    {
        var start = bytes.Span;
        return MatHdf5.IsOne(start) ? MatHdf5.Read(path, bytes)
            : MatLevel5.IsOne(start) ? MatLevel5.Read(path, bytes)
            : MatLevel4.IsOne(start) ? MatLevel4.Read(path, bytes)
            : throw InputFile.Unreadable(path, "it is no MAT-file of version 4, 5 or 7.3");
    }
}
