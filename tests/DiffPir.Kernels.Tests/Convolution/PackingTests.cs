using DiffPir.Kernels.Convolution;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Convolution;

public sealed class PackingTests
{
    [Theory]
    [InlineData(1, 1, 0, 1, 4)]
    [InlineData(16, 36, 0, 36, 16)]
    [InlineData(32, 11, 2, 7, 32)]
    [InlineData(7, 9, 0, 9, 16)]
    [InlineData(29, 13, 5, 8, 32)]
    [InlineData(4, 6, 1, 3, 4)]
    public void Transpose_AnyShape_IsThePlainLoop(int present, int rowLength, int first, int count, int columns)
    {
        float[] rows = OperationRunner.Values(present * rowLength, seed: 1), target = OperationRunner.Values((count * columns) + 3, seed: 2);
        float[] behind = target[^3..];

        RowTransposition.Transpose(rows, rowLength, first, count, columns, target);

        for (int k = 0; k < count; k++)
        {
            for (int r = 0; r < columns; r++)
            {
                Assert.Equal(r < present ? rows[(r * rowLength) + first + k] : 0, target[(k * columns) + r]);
            }
        }

        Assert.Equal(behind, target[^3..]);
    }

    [Theory]
    [InlineData(64, 48, 9, 32)]
    [InlineData(17, 5, 9, 16)]
    [InlineData(40, 20, 1, 16)]
    public void Blocks_OfAnyShape_AreThePlainLoop(int outputs, int inputs, int taps, int columns)
    {
        float[] weight = OperationRunner.Values(outputs * inputs * taps, seed: 3);

        float[] packed = Pack(ConvolutionPacking.Blocks(outputs, inputs, taps, columns), weight);

        Assert.Equal(ConvolutionPacking.PaddedOutputs(outputs, columns) * inputs * taps, packed.Length);
        for (int i = 0; i < packed.Length; i++)
        {
            int column = i % columns, c = i / columns % inputs, tap = i / columns / inputs % taps, o = (i / columns / inputs / taps * columns) + column;
            Assert.Equal(o < outputs ? weight[(((o * inputs) + c) * taps) + tap] : 0, packed[i]);
        }
    }

    [Theory]
    [InlineData(70, 20, 9, 64, 8)]
    [InlineData(128, 16, 1, 64, 16)]
    public void Slabs_OfAnyShape_AreThePlainLoop(int outputs, int inputs, int taps, int columns, int slab)
    {
        float[] weight = OperationRunner.Values(outputs * inputs * taps, seed: 4);
        int slabs = (inputs + slab - 1) / slab;

        float[] packed = Pack(ConvolutionPacking.Slabs(outputs, inputs, taps, columns, slab), weight);

        Assert.Equal(ConvolutionPacking.PaddedOutputs(outputs, columns) * slabs * slab * taps, packed.Length);
        for (int i = 0; i < packed.Length; i++)
        {
            int column = i % columns, rest = i / columns, c = rest % slab, tap = rest / slab % taps, block = rest / slab / taps;
            int o = (block / slabs * columns) + column, channel = (block % slabs * slab) + c;
            Assert.Equal(o < outputs && channel < inputs ? weight[(((o * inputs) + channel) * taps) + tap] : 0, packed[i]);
        }
    }

    [Fact]
    public void Winograd_IsTheMatrixProductOnBothSides()
    {
        const int outputs = 64, inputs = 16, components = 36, columns = 32;
        double[,] g = { { 6, 0, 0 }, { -4, -4, -4 }, { -4, 4, -4 }, { 1, 2, 4 }, { 1, -2, 4 }, { 0, 0, 24 } }; // times 24
        float[] weight = OperationRunner.Values(outputs * inputs * 9, seed: 5);

        float[] packed = Pack(WinogradPacking.Form(outputs, inputs), weight);

        float[] expected = new float[packed.Length];
        for (int i = 0; i < packed.Length; i++)
        {
            int o = (i / (components * inputs * columns) * columns) + (i % columns), c = i / columns % inputs, component = i / columns / inputs % components;
            double sum = 0;
            for (int tap = 0; tap < 9; tap++)
            {
                sum += g[component / 6, tap / 3] * g[component % 6, tap % 3] * weight[(((o * inputs) + c) * 9) + tap];
            }

            expected[i] = (float)(sum / (24 * 24));
        }

        Assert.InRange(RelativeError.MaxAbsolute(packed, expected), 0, 1e-7);
    }

    private static float[] Pack(WeightForm form, float[] weight)
    {
        float[] packed = OperationRunner.Values(form.Length, seed: 6); // what is to be overwritten
        for (int i = 0; i < form.Blocks; i++)
        {
            int first = i * form.RowsPerBlock, rows = Math.Min(form.RowsPerBlock, form.Rows - first);
            form.Pack(weight.AsSpan(first * form.RowLength, rows * form.RowLength), packed.AsSpan(i * form.BlockLength, form.BlockLength));
        }

        return packed;
    }
}
