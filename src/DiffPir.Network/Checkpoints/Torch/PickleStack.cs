namespace DiffPir.Network;

/// <summary>
/// The values that a pickle works with: a stack, divided by marks into groups, and what is remembered under numbers. Each
/// takes its share of the file's budget.
/// </summary>
/// <param name="source">The pickle, for messages.</param>
internal sealed class PickleStack(PickleSource source)
{
    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    /// <summary>The byte of the current opcode, for messages.</summary>
    public int At { get; set; }

    /// <summary>Values of the innermost group; what lies below an open group is out of reach.</summary>
    private int Reachable => _values.Count - (_marks.Count > 0 ? _marks[^1] : 0);

    /// <summary>Puts a value on top.</summary>
    public void Push(object? value)
    {
        source.Take(1, At);
        _values.Add(value);
    }

    /// <summary>Opens a group.</summary>
    public void Mark()
    {
        source.Take(1, At);
        _marks.Add(_values.Count);
    }

    /// <summary>The top value, which stays.</summary>
    public object? Peek() => Reachable > 0 ? _values[^1] : throw Malformed("the stack has too few values");

    /// <summary>Takes the top value off.</summary>
    public object? Pop() => Pop(1)[0];

    /// <summary>Takes so many values off, the lowest first.</summary>
    public object?[] Pop(int count)
    {
        if (Reachable < count)
        {
            throw Malformed("the stack has too few values");
        }

        object?[] values = [.. _values[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return values;
    }

    /// <summary>Closes the innermost group and takes its values off, the lowest first.</summary>
    public object?[] PopGroup()
    {
        if (_marks.Count == 0)
        {
            throw Malformed("a group ends that has not begun");
        }

        object?[] values = Pop(Reachable);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    /// <summary>Takes the only value off.</summary>
    public object? PopLast() =>
        _values.Count == 1 && _marks.Count == 0 ? Pop() : throw Malformed($"the pickle ends with {_values.Count} values instead of one");

    /// <summary>Remembers the top value under a number.</summary>
    public void Remember(uint number)
    {
        source.Take(1, At);
        _memo[number] = Peek();
    }

    /// <summary>Remembers the top value under the next number.</summary>
    public void Remember() => Remember((uint)_memo.Count);

    /// <summary>Puts a remembered value on top.</summary>
    public void Recall(uint number) => Push(
        _memo.TryGetValue(number, out object? value)
            ? value
            : throw Malformed($"value {number} is recalled, but was never remembered"));

    private CheckpointException Malformed(string problem) => source.Malformed(problem, At);
}
