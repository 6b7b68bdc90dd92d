using System.Threading.Channels;

namespace DiffPir.Cli.Serving;

/// <summary>The jobs of a server: one runs, a bounded number waits, and what has ended is kept for a while.</summary>
/// <param name="limits">How many, how large, and how long.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class JobQueue(ServeLimits limits, TimeProvider clock) : IDisposable
{
    private readonly Channel<ServedJob> _waiting = Channel.CreateUnbounded<ServedJob>();
    private readonly Dictionary<string, ServedJob> _jobs = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _places;

    /// <summary>The jobs that wait, in order; each is taken once.</summary>
    public IAsyncEnumerable<ServedJob> Waiting(CancellationToken cancellation) => _waiting.Reader.ReadAllAsync(cancellation);

    /// <summary>Takes a place for a job that is about to be read.</summary>
    /// <returns>The place, to be disposed; null where all are taken.</returns>
    public QueuePlace? TryEnter()
    {
        lock (_gate)
        {
            Forget();
            if (_places + _jobs.Values.Count(static job => job.Ended is null) >= limits.MaxJobs)
            {
                return null;
            }

            _places++;
            return new(Leave);
        }
    }

    /// <summary>A job by its name; null where there is none, or no longer.</summary>
    public ServedJob? Find(string id)
    {
        lock (_gate)
        {
            Forget();
            return _jobs.GetValueOrDefault(id);
        }
    }

    /// <summary>Cancels a job; one that has ended stays as it is.</summary>
    public void Cancel(ServedJob job) => job.Cancel(clock.GetUtcNow());

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var job in _jobs.Values)
        {
            job.Dispose();
        }
    }

    private bool Leave(ServedJob? job)
    {
        lock (_gate)
        {
            _places--;
            if (job is null || _jobs.Values.Where(static other => other.Ended is null).Sum(static other => other.Pixels) + job.Pixels > limits.MaxWaitingPixels)
            {
                return false;
            }

            _jobs.Add(job.Id, job);
            return _waiting.Writer.TryWrite(job);
        }
    }

    private void Forget()
    {
        var now = clock.GetUtcNow();
        var (count, bytes) = (0, 0L);
        foreach (var job in _jobs.Values.Where(static job => job.Ended is not null).OrderByDescending(static job => job.Ended).ToArray())
        {
            bytes += (job.Result?.Length ?? 0) + (job.Mask?.Length ?? 0);
            if (++count > limits.MaxKept || bytes > limits.MaxKeptBytes || now - job.Ended > limits.Kept)
            {
                _jobs.Remove(job.Id);
                job.Dispose();
            }
        }
    }
}
