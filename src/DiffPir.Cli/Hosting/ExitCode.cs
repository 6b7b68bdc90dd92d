namespace DiffPir.Cli.Hosting;

/// <summary>What the process tells its caller. The numbers are part of the command line's contract.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    public const int Success = 0;

    /// <summary>A defect, a failed verification, or a disk that filled up while writing.</summary>
    public const int Unexpected = 1;

    /// <summary>The command line asks for something impossible: unknown options, values that do not fit each other or the picture.</summary>
    public const int Usage = 2;

    /// <summary>A picture, kernel or mask cannot be read.</summary>
    public const int UnreadableInput = 3;

    /// <summary>The model file is missing, damaged or of an unknown architecture.</summary>
    public const int WrongModel = 4;

    /// <summary>No such device, a device that fails, or not enough memory.</summary>
    public const int Device = 5;

    /// <summary>Some pictures of several could not be restored; the others are there.</summary>
    public const int SomeFailed = 6;

    /// <summary>The result is worse than the picture as it was, and was not written.</summary>
    public const int Refused = 7;

    /// <summary>Stopped by Ctrl+C (128 + SIGINT); SIGTERM gives 143 and SIGHUP 129 (<see cref="Interruption"/>).</summary>
    public const int Cancelled = 130;
}
