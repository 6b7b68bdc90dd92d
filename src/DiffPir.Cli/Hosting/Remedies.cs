namespace DiffPir.Cli.Hosting;

/// <summary>
/// Adds to the messages of the libraries, which know no command line, what to type for the remedy that they name.
/// </summary>
internal static class Remedies
{
    private static readonly (string Named, string Typed)[] Known =
    [
        ("one of these devices", "--device; 'diffpir devices' tells more"),
        ("another device", "--device; 'diffpir devices' lists them"),
        ("smaller tiles", "--tile"),
        ("a smaller kernel", "--blur gaussian:STD:SIZE"),
        ("number of heads", "--heads or --head-channels"),
        ("a class from", "--class"),
        ("do without tiles", "--tile 0"),
    ];

    /// <summary>The message with the options that belong to it.</summary>
    public static string AddTo(string message)
    {
        string[] typed = [.. Known.Where(remedy => message.Contains(remedy.Named, StringComparison.OrdinalIgnoreCase)).Select(static remedy => remedy.Typed)];
        return typed.Length == 0 ? message : $"{message.TrimEnd('.')} ({string.Join(", ", typed)})";
    }
}
