namespace DiffPir.Cli.Reporting;

/// <summary>LPIPS by the networks that there are weights of; null without.</summary>
/// <param name="Vgg16">By VGG16.</param>
/// <param name="AlexNet">By AlexNet.</param>
internal sealed record LearnedDistances(double? Vgg16, double? AlexNet)
{
    /// <summary>Names of columns.</summary>
    public const string Vgg16Column = "lpips_vgg", AlexNetColumn = "lpips_alex";

    /// <summary>Without weights.</summary>
    public static LearnedDistances None { get; } = new(null, null);

    /// <summary>Both with the names of their columns.</summary>
    public IEnumerable<(string Name, double? Value)> Columns => [(Vgg16Column, Vgg16), (AlexNetColumn, AlexNet)];

    /// <summary>Whether all distances of another are here too.</summary>
    public bool Covers(LearnedDistances other) => Columns.Zip(other.Columns).All(static pair => pair.Second.Value is null || pair.First.Value is not null);

    /// <summary>Means; null where a picture has none.</summary>
    public static LearnedDistances MeanOf(IReadOnlyCollection<LearnedDistances> all) =>
        new(Mean(all, static one => one.Vgg16), Mean(all, static one => one.AlexNet));

    private static double? Mean(IReadOnlyCollection<LearnedDistances> all, Func<LearnedDistances, double?> value) =>
        all.All(one => value(one) is not null) ? all.Average(value) : null;
}
