namespace DiffPir.Sampler;

/// <summary>
/// The colours of a monochrome print, as sepia: a curve for each channel, of its values over one tone. What is known of the print is in the tone alone, its
/// noise included, which has there the level that it has in the channels in their root mean square.
/// </summary>
internal sealed class Tint
{
    private readonly float[] _tones;
    private readonly float[][] _values;
    private readonly float[] _slopes;

    /// <summary>Takes curves.</summary>
    /// <param name="tone">The print's tone, one channel on [0,1].</param>
    /// <param name="tones">Tones of the curves' knots, increasing, at least one.</param>
    /// <param name="values">For each channel, its values there.</param>
    /// <param name="slopes">For each channel, how it goes on beyond the first and the last knot.</param>
    public Tint(PlanarImage tone, float[] tones, float[][] values, float[] slopes) => (Tone, _tones, _values, _slopes) = (tone, tones, values, slopes);

    /// <summary>The print as one channel.</summary>
    public PlanarImage Tone { get; }

    /// <summary>A picture of one channel, of any size, in the print's colours.</summary>
    public PlanarImage Apply(PlanarImage grey)
    {
        var result = new PlanarImage(_values.Length, grey.Height, grey.Width);
        for (int i = 0; i < grey.Data.Length; i++)
        {
            float tone = grey.Data[i];
            int found = Array.BinarySearch(_tones, tone), next = found < 0 ? ~found : found;
            for (int c = 0; c < _values.Length; c++)
            {
                result.Plane(c)[i] = next == 0 || next == _tones.Length ? Beyond(c, Math.Max(0, next - 1), tone) : Between(c, next, tone);
            }
        }

        return result;
    }

    private float Beyond(int channel, int knot, float tone) => _values[channel][knot] + (_slopes[channel] * (tone - _tones[knot]));

    private float Between(int channel, int next, float tone)
    {
        float share = (tone - _tones[next - 1]) / (_tones[next] - _tones[next - 1]);
        return _values[channel][next - 1] + (share * (_values[channel][next] - _values[channel][next - 1]));
    }
}
