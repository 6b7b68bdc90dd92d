namespace DiffPir.Kernels;

/// <summary>The parameters of a network in a row: where each tensor begins among all values.</summary>
public sealed class ParameterLayout
{
    private readonly Dictionary<string, (long Offset, long Length)> _places = [];

    /// <summary>Lines parameters up.</summary>
    /// <param name="parameters">Name and number of values of each, in order.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public ParameterLayout(IEnumerable<(string Name, long Length)> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var (name, length) in parameters)
        {
            _places.Add(name, (Length, length));
            Length += length;
        }
    }

    /// <summary>All values.</summary>
    public long Length { get; private set; }

    /// <summary>Shape of a tensor that holds them.</summary>
    public TensorShape Shape => new(1, 1, 1, checked((int)Length));

    /// <summary>First value of a parameter, and how many it has.</summary>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public (long Offset, long Length) this[string name] =>
        _places.TryGetValue(name, out var place) ? place : throw new ArgumentException($"there is no parameter '{name}'", nameof(name));
}
