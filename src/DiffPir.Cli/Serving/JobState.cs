namespace DiffPir.Cli.Serving;

/// <summary>How far a job of the server is.</summary>
internal enum JobState
{
    /// <summary>Others are before it.</summary>
    Queued,

    /// <summary>It is computed.</summary>
    Running,

    /// <summary>Its picture can be fetched.</summary>
    Done,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}
