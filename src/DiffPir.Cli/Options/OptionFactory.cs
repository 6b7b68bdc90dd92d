using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DiffPir.Words;

namespace DiffPir.Cli.Options;

/// <summary>Options that check their value while parsing and name the range in the error.</summary>
internal static class OptionFactory
{
    /// <summary>How the error begins that <see cref="FileArgument"/> adds.</summary>
    public const string UnrecognizedOption = "Unrecognized option";

    /// <summary>The name of standard input and standard output in place of a file.</summary>
    public const string Stream = "-";

    /// <summary>The word for a value that is to be found out.</summary>
    public const string Auto = "auto";

    /// <summary>A real number in a range.</summary>
    public static Option<double?> Real(string name, string description, double least, double most, bool exclusive = false)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "number" };
        option.CustomParser = result => ParseReal(result, name, least, most, exclusive);
        return option;
    }

    /// <summary>A real number in a range, NaN for the word auto (the parser knows no null for what was given).</summary>
    public static Option<double?> RealOrAuto(string name, string description, double least, double most)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = $"{Auto}|number" };
        option.CustomParser = result => result.Tokens[0].Value == Auto ? double.NaN : ParseReal(result, name, least, most, exclusive: false);
        return option.Completing(Auto);
    }

    /// <summary>A whole number in a range, null when not given.</summary>
    public static Option<long?> Whole(string name, string description, long least, long most)
    {
        var option = new Option<long?>(name) { Description = description, HelpName = "n" };
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) || value < least || value > most)
            {
                result.AddError($"{name} is '{text}' and must be a whole number from {least} to {most}");
            }

            return value;
        };
        return option;
    }

    /// <summary>One of a few words.</summary>
    /// <param name="name">The option with its dashes.</param>
    /// <param name="description">Its help.</param>
    /// <param name="words">The words and what each means.</param>
    public static Option<T?> Word<T>(string name, string description, params (string Word, T Value)[] words)
        where T : struct, Enum
    {
        var option = new Option<T?>(name) { Description = description, HelpName = string.Join('|', words.Select(static w => w.Word)) };
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            foreach (var (word, value) in words)
            {
                if (word == text)
                {
                    return value;
                }
            }

            string[] known = [.. words.Select(static w => w.Word)];
            result.AddError($"{name} is '{text}' and must be one of {string.Join(", ", known)}{NearestWord.Hint(text, known)}");
            return default(T);
        };
        return option.Completing([.. words.Select(static w => w.Word)]);
    }

    /// <summary>Lets a shell complete the words that an option's value can be, and no others.</summary>
    public static Option<T> Completing<T>(this Option<T> option, params string[] words)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>A switch without value.</summary>
    public static Option<bool> Switch(string name, string description) => new Option<bool>(name) { Description = description }.Completing();

    /// <summary>A file name, null when not given.</summary>
    public static Option<string?> File(string name, string description) => new Option<string?>(name) { Description = description, HelpName = "file" }.NamingFile();

    /// <summary>Refuses the name of a stream, where a file of that name would be looked for or made.</summary>
    public static Option<T> NamingFile<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: Stream }])
            {
                result.AddError(NoStream(option.Name));
            }
        });
        return option;
    }

    /// <summary>The error that an option or an argument needs a file.</summary>
    public static string NoStream(string name) =>
        $"{name} is '{Stream}', a stream, and must be a file: only the picture that restore takes and the one that it writes can be streams (a file of that name is ./{Stream})";

    /// <summary>A file as an argument; an unknown option in its place is called one.</summary>
    public static Argument<string> FileArgument(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && LooksLikeOption(token.Value))
            {
                result.AddError($"{UnrecognizedOption} '{token.Value}'");
            }
            else if (result.Tokens is [{ Value: Stream }])
            {
                result.AddError(NoStream(name));
            }
        });
        return argument;
    }

    /// <summary>One file or more as arguments; an unknown option in the place of one is called so.</summary>
    public static Argument<string[]> FilesArgument(string name, string description)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(static result =>
        {
            if (result.Tokens.FirstOrDefault(static token => LooksLikeOption(token.Value)) is { } option)
            {
                result.AddError($"{UnrecognizedOption} '{option.Value}'");
            }
        });
        return argument;
    }

    /// <summary>Dashes in front, and not the name of a file that is there; a dash alone is a stream.</summary>
    private static bool LooksLikeOption(string text) => text.Length > 1 && text[0] == '-' && !InputFile.IsThere(text);

    private static double? ParseReal(ArgumentResult result, string name, double least, double most, bool exclusive)
    {
        string text = result.Tokens[0].Value;
        bool parsed = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        if (!parsed || !(exclusive ? value > least : value >= least) || !(value <= most))
        {
            string range = exclusive ? $"above {least} and at most {most}" : $"from {least} to {most}";
            result.AddError($"{name} is '{text}' and must be a number {range}");
        }

        return value;
    }
}
