using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>What a normalisation does with a channel after it: y = (xh gamma + beta) factor + shift; for kernels.</summary>
internal struct ChannelAffine
{
    private float _gamma, _beta, _factor, _shift;

    /// <summary>Reads a channel's parameters, and its column of the conditioning table where there is one.</summary>
    /// <param name="gamma">Factors of the channels.</param>
    /// <param name="beta">What is added to them.</param>
    /// <param name="conditioning">The table; not read where there is none.</param>
    /// <param name="column">Column of the table.</param>
    /// <param name="scaleShiftOffset">First channel of [scale, shift] in the table, or -1.</param>
    /// <param name="steps">Columns of the table.</param>
    /// <param name="channels">Channels of the value.</param>
    /// <param name="c">The channel.</param>
    public static ChannelAffine Read(
        ArrayView<float> gamma, ArrayView<float> beta, ArrayView<float> conditioning, int column, int scaleShiftOffset, int steps, int channels, int c)
    {
        var affine = new ChannelAffine { _gamma = gamma[c], _beta = beta[c], _factor = 1f, _shift = 0f };
        if (scaleShiftOffset >= 0)
        {
            affine._factor = 1f + conditioning[((scaleShiftOffset + c) * steps) + column];
            affine._shift = conditioning[((scaleShiftOffset + channels + c) * steps) + column];
        }

        return affine;
    }

    /// <summary>Writes the channel's scale and shift, given the moments of its group.</summary>
    /// <param name="table">Receives them, the shift <paramref name="row"/> elements behind the scale.</param>
    /// <param name="to">Where the scale goes.</param>
    /// <param name="row">Elements from one to the other.</param>
    /// <param name="moments">The moments.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public readonly void Write(ArrayView<float> table, int to, int row, GroupStatistics moments, float epsilon)
    {
        float scale = _gamma / MathF.Sqrt(moments.Variance + epsilon), shift = _beta - (moments.Mean * scale);
        table[to] = scale * _factor;
        table[to + row] = (shift * _factor) + _shift;
    }
}
