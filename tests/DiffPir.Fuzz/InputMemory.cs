using System.Runtime.InteropServices;
using DiffPir.Network;

namespace DiffPir.Fuzz;

/// <summary>
/// Gives inputs to readers of mapped files without a file: all in the same memory, one after the other. One for each thread.
/// </summary>
internal static unsafe class InputMemory
{
    private const int Length = 2 * Mutator.MaximumLength;

    [ThreadStatic]
    private static byte* memory;

    /// <summary>A file that holds an input. It is there until the next call.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">What it holds.</param>
    public static MappedFile Map(string name, byte[] input)
    {
        if (input.Length == 0)
        {
            // As of an empty file, which cannot be mapped.
            throw new CheckpointException(CheckpointFault.Malformed, name, "the file is empty", ErrorText.Truncated);
        }

        if (memory is null)
        {
            memory = (byte*)NativeMemory.Alloc(Length);
        }

        input.CopyTo(new Span<byte>(memory, Length));
        return new MappedFile(name, new Window(memory), input.Length);
    }

    /// <summary>The memory, which it does not own.</summary>
    private sealed class Window : SafeBuffer
    {
        public Window(byte* start)
            : base(ownsHandle: false)
        {
            SetHandle((nint)start);
            Initialize(Length);
        }

        protected override bool ReleaseHandle() => true;
    }
}
