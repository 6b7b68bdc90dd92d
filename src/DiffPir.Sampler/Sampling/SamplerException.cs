namespace DiffPir.Sampler;

/// <summary>The measurement, the options or the prior do not fit, or the result is not a picture. The message says what to do.</summary>
public sealed class SamplerException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SamplerException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public SamplerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
