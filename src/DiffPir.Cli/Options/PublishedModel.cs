namespace DiffPir.Cli.Options;

/// <summary>A model that others have published and that can be used here.</summary>
/// <param name="Name">The file, or the folders, that it comes as.</param>
/// <param name="What">The network and what it was trained on.</param>
/// <param name="Source">Where to get it.</param>
/// <param name="Sha256">Its SHA-256, lower case; null where none is publicly known.</param>
/// <param name="Licence">What its publisher allows; null where that is not stated beside it.</param>
internal sealed record PublishedModel(string Name, string What, string Source, string? Sha256, string? Licence)
{
    // The hashes are those that several independent projects state for the files behind these addresses.
    private static readonly PublishedModel[] Models =
    [
        new(
            "256x256_diffusion_uncond.pt",
            "guided-diffusion, ImageNet, 2.2 GB",
            "https://openaipublic.blob.core.windows.net/diffusion/jul-2021/256x256_diffusion_uncond.pt",
            "a37c32fffd316cd494cf3f35b339936debdc1576dad13fe57c42399a5dbc78b1",
            "MIT"),
        new(
            "ffhq_10m.pt",
            "guided-diffusion, faces (FFHQ), 0.4 GB",
            "linked at https://github.com/yuanzhi-zhu/DiffPIR/blob/main/model_zoo/README.md",
            null,
            null),
        new(
            "google/ddpm-ema-celebahq-256 and others",
            "diffusers, faces, churches, bedrooms, cats, 0.5 GB each",
            "https://huggingface.co/google (download the whole folder)",
            null,
            "Apache-2.0"),
        new(
            "drunet_color.pth",
            "DRUNet, denoiser for photographs, 0.1 GB",
            "https://github.com/cszn/KAIR/releases/download/v1.0/drunet_color.pth",
            "479abe3c5327dfd10ff54a80ec7d4098ca80752a5c9492cdff31cee430bec4b4",
            "MIT"),
    ];

    /// <summary>Where the file can be fetched from; null where only a page, or a folder of files, is known.</summary>
    public Uri? Url => Sha256 is null ? null : new(Source);

    /// <summary>How one comes to have it.</summary>
    public string HowToGet => Url is null ? Source : $"'diffpir model get {Name}' downloads it";

    /// <summary>The one of a name, with or without the extension; null where there is none.</summary>
    public static PublishedModel? Find(string name) => Array.Find(Models, model => model.Name == name || Path.GetFileNameWithoutExtension(model.Name) == name);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedModel> All => Models;

    /// <summary>What a file's hash says about it: that it is the published one, or that it only has its name; empty if neither.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sha256">Its SHA-256, lower case.</param>
    public static string Recognise(string path, string sha256) =>
        Array.Find(Models, model => model.Sha256 == sha256) is { } same ? $"the published {same.Name}"
        : Array.Find(Models, model => model.Sha256 is not null && model.Name == Path.GetFileName(path)) is { } other
            ? $"not the published {other.Name}, whose hash is {other.Sha256}: damaged, or another version"
        : string.Empty;
}
