namespace DiffPir.Sampler;

/// <summary>What methods that treat components by their singular values need.</summary>
internal static class SpectralNeed
{
    /// <summary>Why a degradation does not serve them; null where it does.</summary>
    public static string? Objection(string method, Degradation degradation) => degradation.IsSpectral ? null
        : degradation is Composition or JpegCompression
            ? $"{method} needs the singular values of the degradation, which are not known for {degradation.Name}; use diffpir, dpir or ddnm"
            : $"{method} needs the singular values of the blur, which are known for periodic edges, and for mirrored ones with a symmetric kernel; "
                + $"{degradation.Name} has {degradation.Boundary.ToString().ToLowerInvariant()} edges: use periodic ones, or diffpir, dpir or ddnm";
}
