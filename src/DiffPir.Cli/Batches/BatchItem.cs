namespace DiffPir.Cli.Batches;

/// <summary>A picture of a batch, where its result goes, and what became of it.</summary>
/// <param name="picture">The picture.</param>
/// <param name="output">The result's path.</param>
internal sealed class BatchItem(BatchPicture picture, string output)
{
    /// <summary>The picture.</summary>
    public BatchPicture Picture => picture;

    /// <summary>The result's path.</summary>
    public string Output => output;

    /// <summary>What became of it.</summary>
    public BatchState State { get; private set; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Reason { get; private set; }

    /// <summary>Columns of the result, 0 where there is none.</summary>
    public int Width { get; private set; }

    /// <summary>Rows of the result, 0 where there is none.</summary>
    public int Height { get; private set; }

    /// <summary>Noise that was reckoned with, in grey levels.</summary>
    public double Noise { get; private set; }

    /// <summary>Seconds of computing.</summary>
    public double Seconds { get; private set; }

    /// <summary>What a person should know of the result.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Its result is there already.</summary>
    public void Skip() => State = BatchState.Skipped;

    /// <summary>It cannot be restored.</summary>
    public void Fail(string reason) => (State, Reason) = (BatchState.Failed, reason);

    /// <summary>It is restored and written.</summary>
    public void Finish(int width, int height, double noise, double seconds, IReadOnlyList<string> warnings) =>
        (State, Width, Height, Noise, Seconds, Warnings) = (BatchState.Done, width, height, noise, seconds, warnings);
}
