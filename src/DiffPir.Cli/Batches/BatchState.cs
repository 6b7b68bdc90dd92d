namespace DiffPir.Cli.Batches;

/// <summary>What became of a picture of a batch.</summary>
internal enum BatchState
{
    /// <summary>Nothing yet.</summary>
    Waiting,

    /// <summary>Restored and written.</summary>
    Done,

    /// <summary>Its result was there already.</summary>
    Skipped,

    /// <summary>It could not be restored.</summary>
    Failed,
}
