using System.Runtime.InteropServices;

namespace DiffPir.Testing;

/// <summary>Pipes with a name among files, to which nobody writes: whoever opens one to read waits for ever.</summary>
public static partial class NamedPipe
{
    /// <summary>Makes a pipe, or skips the test where there are none among files.</summary>
    /// <returns>The path.</returns>
    public static string Create(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes have no place among files on Windows");
        return MakePipe(path, 0x180) == 0 ? path : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakePipe(string path, uint mode);
}
