namespace DiffPir.Cli.Options;

/// <summary>How much work goes into a picture.</summary>
internal enum Quality
{
    /// <summary>Half the evaluations, and a few tenths of a decibel less.</summary>
    Fast,

    /// <summary>The defaults.</summary>
    Balanced,

    /// <summary>The mean of several pictures: the least error, less texture, as many times the cost.</summary>
    Best,
}
