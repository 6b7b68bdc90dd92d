using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SharpFuzz.Common;

namespace DiffPir.Fuzz;

/// <summary>
/// Which branches of the instrumented readers an execution took, and how often. Instrumented code counts each pair of consecutive branches
/// in a byte of a map; as in AFL, a count is new when none in its range (1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, more) was seen for
/// its pair. There is one map in a process.
/// </summary>
public sealed unsafe class Coverage
{
    private const int MapLength = 1 << 16;

    private static readonly byte[] Ranges = [.. Enumerable.Range(0, 256).Select(RangeOf)];

    private readonly byte[] _seen = new byte[MapLength];

    private Coverage()
    {
    }

    /// <summary>Pairs of branches seen so far.</summary>
    public int Edges { get; private set; }

    /// <summary>Gives instrumented code its map, without which it does not run: before the first use of a reader.</summary>
    public static void Prepare()
    {
        if (Instrumentation.IsApplied && Trace.SharedMem is null)
        {
            Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(MapLength);
        }
    }

    /// <summary>Nothing seen yet; null if the readers are not instrumented.</summary>
    public static Coverage? Start() => Instrumentation.IsApplied ? new Coverage() : null;

    /// <summary>Forgets the branches of the last execution.</summary>
    public void BeginExecution()
    {
        new Span<byte>(Trace.SharedMem, MapLength).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Adds the branches since <see cref="BeginExecution"/> to those seen.</summary>
    /// <returns>Whether there was a new one, or one taken a new number of times.</returns>
    public bool AddExecution()
    {
        bool isNew = false;
        for (int first = 0; first < MapLength; first += Vector512<byte>.Count)
        {
            if (Vector512.Load(Trace.SharedMem + first) != Vector512<byte>.Zero)
            {
                isNew |= Add(first);
            }
        }

        return isNew;
    }

    private bool Add(int first)
    {
        bool isNew = false;
        for (int i = first; i < first + Vector512<byte>.Count; i++)
        {
            byte range = Ranges[Trace.SharedMem[i]];
            if ((range & ~_seen[i]) != 0)
            {
                Edges += _seen[i] == 0 ? 1 : 0;
                _seen[i] |= range;
                isNew = true;
            }
        }

        return isNew;
    }

    private static byte RangeOf(int count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
