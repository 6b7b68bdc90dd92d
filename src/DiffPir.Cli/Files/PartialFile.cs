using System.Security.Cryptography;
using System.Text;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Files;

/// <summary>
/// A file that grows under its name with <c>.part</c> behind it, over several runs of the program, and gets its name when it is complete. Where it
/// comes from, and which version that was, stands in a small file beside it.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private const string Ending = ".part", NoteEnding = ".part.from";
    private const int MaxNoteBytes = 1 << 14;

    private readonly string _target;
    private readonly FileStream _stream;
    private string _note;

    private PartialFile(string target, FileStream stream, string note) => (_target, _stream, _note) = (target, stream, note);

    /// <summary>Bytes that are there.</summary>
    public long Length => _stream.Length;

    /// <summary>Which version of the source they are of; empty where the source does not tell.</summary>
    public string Version => _note.Split('\n') is [_, var version] ? version : "";

    /// <summary>Opens the file, with what earlier runs have left of the same source.</summary>
    /// <param name="target">The path that it will have.</param>
    /// <param name="source">Where it comes from.</param>
    /// <exception cref="CliException">It cannot be written, links lead in a circle, or another process is at it (usage).</exception>
    public static PartialFile Open(string target, string source)
    {
        string real = OutputFile.RealPath(target);
        try
        {
            var stream = new FileStream(real + Ending, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
            string note = InputFile.Exists(real + NoteEnding) ? Encoding.UTF8.GetString(InputFile.ReadAllBytes(real + NoteEnding, MaxNoteBytes)) : "";
            var file = new PartialFile(real, stream, note);
            if (note.Split('\n')[0] != source)
            {
                file.Restart(source, "");
            }

            stream.Seek(0, SeekOrigin.End);
            return file;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CliException(ExitCode.Usage, $"cannot write '{target}{Ending}': permission denied; choose a folder you may write to", e);
        }
        catch (IOException e)
        {
            throw new CliException(ExitCode.Usage, $"cannot write '{target}{Ending}': {SystemReason.Of(e)}; if another process downloads it, wait for that", e);
        }
    }

    /// <summary>Throws away what is there, and notes of which version the following bytes are.</summary>
    public void Restart(string source, string version)
    {
        _stream.SetLength(0);
        _note = $"{source}\n{version}";
        OutputFile.Write(_target + NoteEnding, Encoding.UTF8.GetBytes(_note));
    }

    /// <summary>Adds bytes.</summary>
    /// <exception cref="CliException">The disk is full or fails; what was written stays (unexpected).</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (Exception e) when (SystemReason.IsOne(e))
        {
            throw new CliException(
                ExitCode.Unexpected,
                $"cannot write '{_target}{Ending}': {SystemReason.Of(e)}; make room and run the same command again: it goes on from here", e);
        }
    }

    /// <summary>The SHA-256 of what is there, lower case.</summary>
    public string Hash()
    {
        _stream.Seek(0, SeekOrigin.Begin);
        string hash = Convert.ToHexStringLower(SHA256.HashData(_stream));
        _stream.Seek(0, SeekOrigin.End);
        return hash;
    }

    /// <summary>Brings everything to the disk and gives the file its name.</summary>
    /// <param name="replaces">Whether what has the name is replaced.</param>
    /// <exception cref="CliException">The disk fails, or something has the name (unexpected).</exception>
    public void Finish(bool replaces)
    {
        try
        {
            _stream.Flush(flushToDisk: true);
            _stream.Dispose();
            File.Move(_target + Ending, _target, replaces);
            File.Delete(_target + NoteEnding);
        }
        catch (IOException e)
        {
            throw new CliException(ExitCode.Unexpected, $"cannot give '{_target}{Ending}' its name: {SystemReason.Of(e)}", e);
        }
    }

    /// <summary>Removes what is there.</summary>
    public void Delete()
    {
        _stream.Dispose();
        File.Delete(_target + Ending);
        File.Delete(_target + NoteEnding);
    }

    /// <summary>Leaves what is there for a later run.</summary>
    public void Dispose() => _stream.Dispose();
}
