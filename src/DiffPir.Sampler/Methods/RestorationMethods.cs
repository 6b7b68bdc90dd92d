namespace DiffPir.Sampler;

/// <summary>All restoration methods, by name.</summary>
public static class RestorationMethods
{
    /// <summary>The methods; a new one adds its line here.</summary>
    public static IReadOnlyList<IRestorationMethod> All { get; } =
    [
        new DiffPirMethod(),
        new DdrmMethod(),
        new DpirMethod(),
        new DdnmMethod(),
        new DdnmPlusMethod(),
        new DdpgMethod(),
        new RePaintMethod(),
        new DpsMethod(),
        new PigdmMethod(),
        new PosteriorMeanMethod(),
        new JpegMeanMethod(),
    ];

    /// <summary>Finds a method.</summary>
    /// <exception cref="SamplerException">There is none of that name; the message lists them.</exception>
    public static IRestorationMethod Find(string name) =>
        All.FirstOrDefault(method => method.Name == name)
        ?? throw new SamplerException($"there is no method '{name}'; choose one of {string.Join(", ", All.Select(method => method.Name))}");
}
