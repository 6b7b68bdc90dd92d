namespace DiffPir.Benchmarks.Operations;

/// <summary>One operation of one shape: what is prepared and how much work it is. Its text is the row's label.</summary>
public abstract class OperationCase
{
    /// <summary>Multiply-adds of the operation's definition; 0 for one that only moves data.</summary>
    public virtual long MultiplyAdds => 0;

    /// <summary>Bytes that have to be read and written at least, weights excluded.</summary>
    public virtual long Bytes => 0;

    /// <summary>Prepares the launches on buffers of the bench; running the result only enqueues.</summary>
    internal abstract Action Prepare(Bench bench);
}
