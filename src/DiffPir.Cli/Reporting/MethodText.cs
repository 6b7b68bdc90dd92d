using System.Globalization;
using DiffPir.Sampler;

namespace DiffPir.Cli.Reporting;

/// <summary>A method's settings in a few words for people.</summary>
internal static class MethodText
{
    /// <summary>The settings that people turn, or the name of a method that is not the usual one.</summary>
    public static string Of(MethodOptions options) => options is DiffPirOptions diffpir
        ? string.Create(CultureInfo.InvariantCulture, $"lambda {diffpir.Lambda:g4}, tau {diffpir.Tau:g4}, zeta {diffpir.Zeta:g4}, eta {diffpir.Eta:g4}")
            + (diffpir.Guess == FirstGuess.Continued ? ", from what is around the missing pixels" : "")
        : $"method {options.Method}";
}
