namespace DiffPir.Models;

/// <summary>The priors that come with DiffPir. The build puts their files into the folder <c>models</c> beside the program.</summary>
public static class BuiltinModels
{
    /// <summary>The name of the standard prior: 14 million parameters.</summary>
    public const string Standard = "builtin";

    /// <summary>The name of its smaller predecessor, which takes less than half the time: 6 million parameters.</summary>
    public const string Small = "builtin-small";

    /// <summary>The file of each, by its name.</summary>
    public static IReadOnlyDictionary<string, string> Paths { get; } = new Dictionary<string, string>
    {
        [Standard] = Shipped("diffpir-photo-14m.safetensors"),
        [Small] = Shipped("diffpir-photo-32.safetensors"),
    };

    private static string Shipped(string file) => Path.Combine(AppContext.BaseDirectory, "models", file);
}
