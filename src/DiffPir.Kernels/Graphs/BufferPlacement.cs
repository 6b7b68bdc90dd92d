namespace DiffPir.Kernels;

/// <summary>
/// Assigns buffers to one arena so that buffers in use at the same time do not overlap. Largest first, each at the lowest free offset:
/// simple, and within a few percent of the peak of live bytes for UNets.
/// </summary>
public sealed class BufferPlacement
{
    // 256 bytes: what every driver aligns allocations to, and whole cache lines for vectors.
    private const int Alignment = 64;

    private readonly Dictionary<string, long> _offsets = [];

    /// <summary>Places the buffers.</summary>
    public BufferPlacement(IReadOnlyList<BufferRequest> requests)
    {
        var placed = new List<(BufferRequest Request, long Offset)>();
        foreach (var request in requests.OrderByDescending(request => request.Elements).ThenBy(request => request.FirstStep))
        {
            long offset = 0;
            foreach (var (other, at) in placed.Where(p => p.Request.OverlapsInTime(request)).OrderBy(p => p.Offset))
            {
                if (offset + request.Elements <= at)
                {
                    break;
                }

                offset = Math.Max(offset, Align(at + other.Elements));
            }

            placed.Add((request, offset));
            _offsets.Add(request.Name, offset);
            TotalElements = Math.Max(TotalElements, Align(offset + request.Elements));
        }

        int steps = requests.Count == 0 ? 0 : requests.Max(request => request.LastStep) + 1;
        PeakLiveElements = Enumerable.Range(0, steps)
            .Select(step => requests.Where(r => r.FirstStep <= step && step <= r.LastStep).Sum(r => r.Elements))
            .DefaultIfEmpty(0).Max();
    }

    /// <summary>Floats of the arena.</summary>
    public long TotalElements { get; }

    /// <summary>The most floats in use at any operation: what no placement can go below.</summary>
    public long PeakLiveElements { get; }

    /// <summary>First float of a buffer.</summary>
    public long OffsetOf(string name) => _offsets[name];

    private static long Align(long elements) => Rounding.RoundUp(elements, Alignment);
}
