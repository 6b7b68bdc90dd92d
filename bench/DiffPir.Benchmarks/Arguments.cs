using System.Globalization;

namespace DiffPir.Benchmarks;

/// <summary>Command-line arguments: options of the form <c>--name value</c> are taken out one by one.</summary>
internal sealed class Arguments(IEnumerable<string> values)
{
    private readonly List<string> _values = [.. values];

    /// <summary>What nobody has taken yet.</summary>
    public string[] Rest => [.. _values];

    /// <summary>Takes an option's text.</summary>
    /// <exception cref="ArgumentException">The option has no value.</exception>
    public string Text(string option, string otherwise)
    {
        int at = _values.IndexOf(option);
        if (at < 0)
        {
            return otherwise;
        }

        if (at + 1 == _values.Count)
        {
            throw new ArgumentException($"{option} needs a value");
        }

        string value = _values[at + 1];
        _values.RemoveRange(at, 2);
        return value;
    }

    /// <summary>Takes an option's number.</summary>
    /// <exception cref="ArgumentException">The value is no whole number of at least <paramref name="least"/>.</exception>
    public int Number(string option, int otherwise, int least) => ToNumber(option, Text(option, otherwise.ToString(CultureInfo.InvariantCulture)), least);

    /// <summary>Takes an option's numbers, separated by commas.</summary>
    /// <exception cref="ArgumentException">One is no whole number of at least <paramref name="least"/>.</exception>
    public int[] Numbers(string option, string otherwise, int least) => [.. Split(Text(option, otherwise)).Select(word => ToNumber(option, word, least))];

    /// <summary>Takes an option's number, which may have decimals.</summary>
    /// <exception cref="ArgumentException">The value is no number of at least <paramref name="least"/>.</exception>
    public double Real(string option, double otherwise, double least) => ToReal(option, Text(option, otherwise.ToString(CultureInfo.InvariantCulture)), least);

    /// <summary>Takes an option's numbers, which may have decimals, separated by commas.</summary>
    /// <exception cref="ArgumentException">One is no number of at least <paramref name="least"/>.</exception>
    public double[] Reals(string option, string otherwise, double least) => [.. Split(Text(option, otherwise)).Select(word => ToReal(option, word, least))];

    /// <summary>Takes an option's words.</summary>
    public string[] Words(string option, string[] otherwise, char separator = ',') =>
        _values.Contains(option) ? Split(Text(option, string.Empty), separator) : otherwise;

    /// <summary>Takes an option's word, one of an enumeration's names in lower case.</summary>
    /// <exception cref="ArgumentException">The value is none of them.</exception>
    public T Word<T>(string option, T otherwise)
        where T : struct, Enum => ToWord<T>(option, Text(option, $"{otherwise}".ToLowerInvariant()));

    /// <summary>Takes an option's words, separated by commas, each one of an enumeration's names in lower case.</summary>
    /// <exception cref="ArgumentException">A value is none of them.</exception>
    public T[] Words<T>(string option, T[] otherwise)
        where T : struct, Enum =>
        _values.Contains(option) ? [.. Split(Text(option, string.Empty)).Select(text => ToWord<T>(option, text))] : otherwise;

    /// <summary>Takes an option without a value; true if it was there.</summary>
    public bool Switch(string option) => _values.Remove(option);

    /// <summary>Checks that everything was taken.</summary>
    /// <exception cref="ArgumentException">Something is left.</exception>
    public void RequireEmpty()
    {
        if (_values.Count > 0)
        {
            throw new ArgumentException($"'{_values[0]}' is no option here; bench/README.md lists them");
        }
    }

    private static T ToWord<T>(string option, string text)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out T word) && Enum.IsDefined(word)
            ? word
            : throw new ArgumentException($"{option} is '{text}', expected {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");

    private static int ToNumber(string option, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least
            ? number
            : throw new ArgumentException($"{option} is '{text}', expected a whole number of at least {least}");

    private static double ToReal(string option, string text, double least) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && number >= least
            ? number
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{option} is '{text}', expected a number of at least {least}"));

    private static string[] Split(string text, char separator = ',') => text.Split(separator, StringSplitOptions.TrimEntries);
}
