namespace DiffPir.Sampler;

/// <summary>Settings of DDNM.</summary>
public sealed record DdnmOptions : DdnmOptionsBase
{
    /// <inheritdoc/>
    public override string Method => DdnmMethod.MethodName;
}
