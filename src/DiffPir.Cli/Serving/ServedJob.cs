using DiffPir.Cli.Images;
using DiffPir.Cli.Restoring;
using DiffPir.Sampler;

namespace DiffPir.Cli.Serving;

/// <summary>A restoration that was asked for over HTTP. Its state may be read and changed from any thread; what has ended stays as it is.</summary>
/// <param name="id">Its name, which cannot be guessed.</param>
/// <param name="picture">The picture and its job, kept until the job ends.</param>
/// <param name="warnings">What a person should know.</param>
internal sealed class ServedJob(string id, PreparedPicture picture, IReadOnlyList<string> warnings) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private PreparedPicture? _picture = picture;
    private PlanarImage? _preview;
    private byte[]? _result;
    private DateTimeOffset? _ended;
    private JobState _state;
    private JobStatus _status = new(
        id, Word(JobState.Queued), 0, picture.Job?.Options.Steps ?? 0, 0, 0, picture.Damage?.Mask is not null, null,
        picture.Job is null ? "" : picture.JobLines(), warnings, null);

    /// <summary>Its name.</summary>
    public string Id => id;

    /// <summary>Pixels of the picture and of its result, whichever are more.</summary>
    public long Pixels { get; } = (long)picture.Photograph.Pixels.Height * picture.Photograph.Pixels.Width * picture.Task.Scale * picture.Task.Scale;

    /// <summary>Cancelled when nobody wants it any more.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? Ended => Read(() => _ended);

    /// <summary>The restored picture as PNG; null before it is done.</summary>
    public byte[]? Result => Read(() => _result);

    /// <summary>The mask of the scratches and dust that were found, white where known, as PNG; null where none were, or none were looked for.</summary>
    public byte[]? Mask { get; } = picture.Damage?.Mask is { } mask ? MaskFile.Encode(mask, ImageFormat.Png) : null;

    /// <summary>The clean picture that a step expects, small enough for a look; null where there is none.</summary>
    public PlanarImage? Preview => Read(() => _preview);

    /// <summary>What <c>GET</c> answers.</summary>
    public JobStatus Status => Read(() => _status);

    /// <summary>Its turn has come.</summary>
    /// <returns>The picture; null where it was cancelled before.</returns>
    public PreparedPicture? TryStart()
    {
        lock (_gate)
        {
            if (_state == JobState.Queued)
            {
                Enter(JobState.Running);
            }

            return _picture;
        }
    }

    /// <summary>A step is done.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="steps">Steps in all.</param>
    /// <param name="progress">The share of the work that is done.</param>
    /// <param name="preview">The clean picture that it expects; null to leave the last one.</param>
    public void Advance(int step, int steps, double progress, PlanarImage? preview)
    {
        lock (_gate)
        {
            if (_state == JobState.Running)
            {
                _preview = preview ?? _preview;
                _status = _status with { Step = step, Steps = steps, Progress = progress, Preview = preview is null ? _status.Preview : step };
            }
        }
    }

    /// <summary>It is done.</summary>
    /// <param name="result">The picture as PNG.</param>
    /// <param name="residualRatio">What it leaves unexplained over the noise; null where nothing was computed.</param>
    /// <param name="warnings">What a person should know besides.</param>
    /// <param name="now">The time.</param>
    public void Finish(byte[] result, double? residualRatio, IReadOnlyList<string> warnings, DateTimeOffset now) => End(JobState.Done, now, () =>
    {
        _result = result;
        _status = _status with { Step = _status.Steps, Progress = 1, ResidualRatio = residualRatio, Warnings = [.. _status.Warnings, .. warnings] };
    });

    /// <summary>It could not be done.</summary>
    public void Fail(string error, DateTimeOffset now) => End(JobState.Failed, now, () => _status = _status with { Error = error });

    /// <summary>It is cancelled: at once where it waits, after the step in hand where it runs.</summary>
    public void Cancel(DateTimeOffset now)
    {
        if (End(JobState.Cancelled, now, static () => { }))
        {
            _cancellation.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private static string Word(JobState state) => state.ToString().ToLowerInvariant();

    private T Read<T>(Func<T> value)
    {
        lock (_gate)
        {
            return value();
        }
    }

    private void Enter(JobState state) => (_state, _status) = (state, _status with { State = Word(state) });

    private bool End(JobState state, DateTimeOffset now, Action change)
    {
        lock (_gate)
        {
            if (_ended is not null)
            {
                return false;
            }

            change();
            Enter(state);
            (_ended, _picture, _preview, _status) = (now, null, null, _status with { Preview = 0 });
            return true;
        }
    }
}
