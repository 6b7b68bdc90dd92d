using System.Globalization;
using DiffPir.Testing;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.Graphs;

public sealed class WeightStoreTests
{
    private const int RowLength = 50_000;

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Get_OfManyBlocks_PutsEachInItsPlaceAndReadsOnlyItsRows(string selector)
    {
        // More blocks than are uploaded at a time, and a last one of fewer rows.
        const int rows = 131, rowsPerBlock = 2, blockLength = (2 * RowLength) + 3;
        var device = TestDevices.Require(selector);
        var form = new WeightForm("negative", rows, RowLength, rowsPerBlock, blockLength, (values, block) =>
        {
            block.Fill(values.Length / RowLength);
            for (int i = 0; i < values.Length; i++)
            {
                block[i] = -values[i];
            }
        });
        int read = 0;
        using var store = new WeightStore(device, (_, first, values) =>
        {
            Interlocked.Add(ref read, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = first + i;
            }
        });

        var weight = store.Get("w", form);
        store.Load();
        float[] found = Download(device, weight);
        store.Get("w", form);
        store.Load();

        Assert.Equal(rows * RowLength, read);
        Assert.Equal(found.Length * sizeof(float), store.Bytes);
        for (int i = 0; i < found.Length; i++)
        {
            int block = i / blockLength, place = i % blockLength, present = Math.Min(rowsPerBlock, rows - (block * rowsPerBlock));
            float expected = place < present * RowLength ? -(((float)block * rowsPerBlock * RowLength) + place) : present;
            if (found[i] != expected)
            {
                Assert.Fail($"element {i} is {found[i]}, expected {expected}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Get_SourceThatFails_GivesItsErrorAndKeepsNothing(string selector)
    {
        var device = TestDevices.Require(selector);
        bool fails = true;
        using var store = new WeightStore(device, (_, _, values) =>
        {
            if (fails)
            {
                throw new InvalidDataException("damaged");
            }

            values.Fill(3);
        });

        store.Get("w", 5);
        Assert.Equal("damaged", Assert.Throws<InvalidDataException>(store.Load).Message);
        Assert.Equal(0, store.Bytes);
        fails = false;
        var place = store.Get("w", 5);
        store.Load();
        Assert.Equal([3, 3, 3, 3, 3], Download(device, place));
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Load_OfManyTensors_KeepsThemApartAndAligned(string selector)
    {
        // More than a piece of memory holds, the largest more than the largest piece; and one that still fits behind a smaller one.
        int[] lengths = [1, 5, 300_000, 64, 9_000_001, 7, 100_000, 1];
        var device = TestDevices.Require(selector);
        using var store = new WeightStore(device, (name, _, values) => values.Fill(lengths[int.Parse(name, CultureInfo.InvariantCulture)]));

        var places = lengths.Select((length, i) => store.Get($"{i}", length)).ToList();
        store.Load();

        Assert.Equal(lengths.Sum(length => 4L * length), store.Bytes);
        for (int i = 0; i < lengths.Length; i++)
        {
            Assert.Equal(0, Address(device, places[i]) % 256);
            float[] found = Download(device, places[i]);
            Assert.Equal(lengths[i], found.Length);
            Assert.DoesNotContain(found, value => value != lengths[i]);
        }
    }

    // Where a tensor lies: in memory, or in its buffer, which is aligned.
    private static unsafe long Address(ComputeDevice device, ArrayView<float> view)
    {
        if (!device.IsProcessor)
        {
            return ((IContiguousArrayView)view).IndexInBytes;
        }

        using var mapping = new HostMapping(device, view);
        return (long)mapping.Start;
    }

    private static float[] Download(ComputeDevice device, ArrayView<float> view)
    {
        float[] values = new float[view.Length];
        view.CopyToCPU(device.Stream, values);
        device.Synchronize();
        return values;
    }
}
