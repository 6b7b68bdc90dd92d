using System.Runtime.InteropServices;

namespace DiffPir.Cli.Hosting;

/// <summary>
/// Signals that end the process: Ctrl+C, SIGTERM, SIGHUP. The first one cancels the work, which ends between two steps and cleans up
/// behind itself. A second one, or work that does not end within a minute, ends the process at once.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    /// <summary>A process that a signal ends says so by this and the signal's number.</summary>
    private const int SignalCode = 128;

    /// <summary>A step of the network in flight is finished first; a large picture on a slow device takes a while.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Timer _overdue;
    private int _code;

    /// <summary>From now on the signals are heard; those that are ignored, as after nohup, stay so.</summary>
    public Interruption()
    {
        _overdue = new Timer(_ => EndAtOnce());
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Hear(context, 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Hear(context, 15)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Hear(context, 1)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>The exit code to end with: that of the signal, where the work ended because of it.</summary>
    /// <param name="code">What the work returned.</param>
    public int CodeFor(int code) => code == ExitCode.Cancelled && _code != 0 ? _code : code;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _overdue.Dispose();
        _cancellation.Dispose();
    }

    private void Hear(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _code, SignalCode + number, 0) != 0)
        {
            EndAtOnce();
        }

        _overdue.Change(Grace, Timeout.InfiniteTimeSpan);
        _cancellation.Cancel();
    }

    /// <summary>Without waiting for threads that compute, or for what native libraries do at an orderly exit.</summary>
    private void EndAtOnce()
    {
        Unfinished.DeleteAll();
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(_code);
        }

        Exit(_code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
