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
        ComputeDevice device = TestDevices.Require(selector);
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

        float[] found = Download(device, store.Get("w", form));
        store.Get("w", form);

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
        ComputeDevice device = TestDevices.Require(selector);
        bool fails = true;
        using var store = new WeightStore(device, (_, _, values) =>
        {
            if (fails)
            {
                throw new InvalidDataException("damaged");
            }

            values.Fill(3);
        });

        Assert.Equal("damaged", Assert.Throws<InvalidDataException>(() => store.Get("w", 5)).Message);
        Assert.Equal(0, store.Bytes);
        fails = false;
        Assert.Equal([3, 3, 3, 3, 3], Download(device, store.Get("w", 5)));
    }

    private static float[] Download(ComputeDevice device, ArrayView<float> view)
    {
        var values = new float[view.Length];
        view.CopyToCPU(device.Accelerator.DefaultStream, values);
        device.Synchronize();
        return values;
    }
}
