using DiffPir.Cli.Hosting;
using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>Settings of libvips for the whole process.</summary>
internal static class Libvips
{
    // Kept for the life of the process: native code calls it.
    private static readonly Log.LogDelegate Silence = static (_, _, _) => { };

    static Libvips()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new CliException(
                ExitCode.Unexpected,
                $"the image library libvips cannot be loaded ({ModuleInitializer.Exception?.GetBaseException().Message}): "
                + "run on x64 or arm64 Linux, macOS or Windows",
                ModuleInitializer.Exception);
        }

        // Formats whose decoders libvips itself calls unfit for files from strangers are never even probed.
        NetVips.NetVips.BlockUntrusted = true;

        // Each picture is decoded once: remembering operations would only hold on to its memory.
        Cache.Max = 0;

        // Damage is reported by exceptions, in one line; libvips' own lines on stderr would come on top.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, Silence);
    }

    /// <summary>Makes sure that the settings are in force; costs nothing after the first call.</summary>
    public static void Prepare()
    {
    }
}
