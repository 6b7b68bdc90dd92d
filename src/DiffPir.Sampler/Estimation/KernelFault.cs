namespace DiffPir.Sampler.Estimation;

/// <summary>Why more noise than a picture holds has to be assumed with a kernel.</summary>
public enum KernelFault
{
    /// <summary>Nothing speaks for that.</summary>
    None,

    /// <summary>It lets nothing through at some frequencies, and more at higher ones: noise there is amplified without bounds.</summary>
    Gaps,

    /// <summary>The picture contradicts it.</summary>
    Rough,
}
