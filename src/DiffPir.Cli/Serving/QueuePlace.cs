namespace DiffPir.Cli.Serving;

/// <summary>A place in the queue, taken before a job is read: a crowd of uploads stays as bounded as the jobs themselves.</summary>
/// <param name="end">Told once what the place became: a job, or nothing.</param>
internal sealed class QueuePlace(Func<ServedJob?, bool> end) : IDisposable
{
    private bool _ended;

    /// <summary>Puts a job into the place.</summary>
    /// <returns>False where the pictures that wait are too large together for one more.</returns>
    public bool TryFill(ServedJob job)
    {
        _ended = true;
        return end(job);
    }

    /// <summary>Leaves the place if no job was put into it.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            end(null);
        }
    }
}
