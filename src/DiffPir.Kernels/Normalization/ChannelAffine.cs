using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>What a normalisation does with a channel after it: y = (xh gamma + beta) factor + shift; for kernels.</summary>
internal struct ChannelAffine
{
    private float _gamma, _beta, _factor, _shift;

    /// <summary>Reads a channel's parameters, and its column of the conditioning table where there is one.</summary>
    public static ChannelAffine Read(
        ArrayView<float> gamma, ArrayView<float> beta, ArrayView<float> conditioning, int step, GroupNormArguments a, int n, int c)
    {
        var affine = new ChannelAffine { _gamma = gamma[c], _beta = beta[c], _factor = 1f, _shift = 0f };
        if (a.ScaleShiftOffset >= 0)
        {
            int column = step + (n * a.ImageColumns);
            affine._factor = 1f + conditioning[((a.ScaleShiftOffset + c) * a.ConditioningSteps) + column];
            affine._shift = conditioning[((a.ScaleShiftOffset + a.C + c) * a.ConditioningSteps) + column];
        }

        return affine;
    }

    /// <summary>Writes the channel's scale and shift, given the moments of its group.</summary>
    public readonly void Write(ArrayView<float> coefficients, GroupNormArguments a, int n, int c, GroupStatistics moments)
    {
        float scale = _gamma / MathF.Sqrt(moments.Variance + a.Epsilon), shift = _beta - (moments.Mean * scale);
        coefficients[(2 * n * a.C) + c] = scale * _factor;
        coefficients[(((2 * n) + 1) * a.C) + c] = (shift * _factor) + _shift;
    }
}
