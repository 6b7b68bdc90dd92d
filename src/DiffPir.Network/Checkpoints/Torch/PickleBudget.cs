namespace DiffPir.Network;

/// <summary>
/// What all pickles of a file may take together, in values: what is put on the stack, remembered, or copied by a call, and the length of
/// texts. A pickle can ask for far more work than it has bytes, by naming one remembered list again and again; here it runs out. The
/// values of the whole budget take about 100 MB.
/// </summary>
internal sealed class PickleBudget
{
    /// <summary>All values; a tensor takes about 50.</summary>
    public const int Values = 2_000_000;

    /// <summary>The longest name of a tensor or storage, in characters: names are compared and hashed again and again.</summary>
    public const int LongestName = 1000;

    private const int TextBytesForAValue = 32;

    private long _left = Values;

    /// <summary>Takes values from the budget.</summary>
    /// <param name="count">How many.</param>
    /// <returns>False where so many are not left.</returns>
    public bool TryTake(long count) => (_left -= count) >= 0;

    /// <summary>The values that a text or bytes of some length count as.</summary>
    public static long OfText(int length) => 1 + (length / TextBytesForAValue);
}
