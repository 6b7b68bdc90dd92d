using DiffPir.Kernels.Convolution;

namespace DiffPir.Kernels;

/// <summary>
/// Measured choices among candidates, by the shape of the operation. A device starts with an empty table and falls back on built-in
/// rules; whatever the table says, results stay within the stated bounds. Plain data: text keys and candidate names.
/// </summary>
public sealed class TuningTable
{
    private readonly SortedDictionary<string, string> _choices = new(StringComparer.Ordinal);

    /// <summary>All choices, by key.</summary>
    public IReadOnlyDictionary<string, string> Choices => _choices;

    /// <summary>Adds or replaces choices, for example those of an earlier run. Names that this version does not know are ignored later.</summary>
    public void Load(IEnumerable<KeyValuePair<string, string>> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        foreach (var (key, candidate) in choices)
        {
            _choices[key] = candidate;
        }
    }

    /// <summary>The text under which the choice for a convolution is kept.</summary>
    internal static string KeyOf(ConvolutionNode node, TensorShape input, TensorShape output) =>
        $"convolution {node.KernelSize}x{node.KernelSize} stride {node.Stride}, {input.C} to {output.C} channels, {output.N}x{output.H}x{output.W}";

    /// <summary>The choice for a convolution, or null.</summary>
    internal ConvolutionCandidate? Find(ConvolutionNode node, TensorShape input, TensorShape output) =>
        _choices.TryGetValue(KeyOf(node, input, output), out string? name) && Enum.TryParse(name, out ConvolutionCandidate candidate)
            ? candidate
            : null;

    /// <summary>Keeps or, with null, forgets a choice.</summary>
    internal void Set(string key, ConvolutionCandidate? candidate)
    {
        if (candidate is { } chosen)
        {
            _choices[key] = chosen.ToString();
        }
        else
        {
            _choices.Remove(key);
        }
    }
}
