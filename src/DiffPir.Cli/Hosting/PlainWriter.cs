using System.Text;
using DiffPir.Files;

namespace DiffPir.Cli.Hosting;

/// <summary>
/// A stream of the terminal that lets nothing through but text: what comes from files and file names cannot move the cursor, and cannot
/// begin a line of its own.
/// </summary>
/// <param name="stream">Where the text goes.</param>
/// <param name="fails">
/// What to do where the stream cannot be written, as on a full disk: the error that is thrown, or null to go on without it.
/// </param>
internal sealed class PlainWriter(TextWriter stream, Func<Exception, Exception?> fails) : TextWriter(stream.FormatProvider)
{
    private const string Layout = "\r\n\t";

    /// <inheritdoc/>
    public override Encoding Encoding => stream.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Pass(PlainText.Clean(value.ToString(), Layout));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Pass(PlainText.Clean(new string(buffer, index, count), Layout));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Pass(PlainText.Clean(buffer.ToString(), Layout));

    /// <inheritdoc/>
    public override void Write(string? value) => Pass(PlainText.Clean(value ?? string.Empty, Layout));

    /// <summary>Writes one line: a line break inside of the text is as unwelcome as any other control character.</summary>
    public override void WriteLine(string? value) => Pass(PlainText.Clean(value ?? string.Empty), endsLine: true);

    /// <inheritdoc/>
    public override void Flush() => Try(stream.Flush);

    private void Pass(string text, bool endsLine = false) => Try(() =>
    {
        if (endsLine)
        {
            stream.WriteLine(text);
        }
        else
        {
            stream.Write(text);
        }
    });

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (fails(e) is { } error)
            {
                throw error;
            }
        }
    }
}
