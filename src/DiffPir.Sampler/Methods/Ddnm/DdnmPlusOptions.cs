namespace DiffPir.Sampler;

/// <summary>Settings of DDNM+.</summary>
public sealed record DdnmPlusOptions : DdnmOptionsBase
{
    /// <inheritdoc/>
    public override string Method => DdnmPlusMethod.MethodName;
}
