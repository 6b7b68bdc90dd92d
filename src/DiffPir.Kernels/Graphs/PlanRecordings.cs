using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// Parts of a plan recorded with the tensors they read and write. A part is recorded when it runs with the same tensors for the second
/// time, so that nothing is recorded for one use; a few recordings are kept, the last used ones.
/// </summary>
/// <param name="device">Where the plan runs.</param>
/// <param name="recorder">What records.</param>
internal sealed class PlanRecordings(ComputeDevice device, ILaunchRecorder recorder) : IDisposable
{
    /// <summary>Recordings a plan keeps: the halves of a gradient, for two pairs of buffers.</summary>
    internal const int Capacity = 4;

    private readonly List<Entry> _entries = []; // the last used one at the end

    /// <summary>Enqueues steps, by their recording where there is one.</summary>
    /// <param name="steps">Consecutive steps of the plan.</param>
    /// <param name="first">Index of the first of them.</param>
    /// <param name="run">Their arguments; the column of the conditioning table must be the same in each run.</param>
    public void Run(IReadOnlyList<PlanStep> steps, int first, PlanRun run)
    {
        nint[] addresses = [.. run.Tensors.Select(static view => view.IsValid ? view.LoadEffectiveAddressAsPtr() : 0)];
        var entry = _entries.Find(candidate =>
            candidate.First == first && candidate.Count == steps.Count && candidate.Addresses.AsSpan().SequenceEqual(addresses));
        if (entry is null)
        {
            MakeRoom();
            _entries.Add(new(first, steps.Count, addresses));
            run.Launch(steps);
            return;
        }

        _entries.Remove(entry);
        _entries.Add(entry);
        entry.Recording ??= recorder.Record(() => run.Launch(steps));
        entry.Recording.Replay();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!device.IsDisposed && _entries.Exists(static entry => entry.Recording is not null))
        {
            device.Synchronize();
            _entries.ForEach(static entry => entry.Recording?.Dispose());
        }

        _entries.Clear();
    }

    private void MakeRoom()
    {
        if (_entries.Count < Capacity)
        {
            return;
        }

        if (_entries[0].Recording is { } oldest)
        {
            device.Synchronize();
            oldest.Dispose();
        }

        _entries.RemoveAt(0);
    }

    private sealed class Entry(int first, int count, nint[] addresses)
    {
        public int First => first;

        public int Count => count;

        public nint[] Addresses => addresses;

        public ILaunchRecording? Recording { get; set; }
    }
}
