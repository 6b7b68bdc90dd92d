using DiffPir.Cli.Tests.Commands;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Training;

/// <summary>Small trainings.</summary>
internal static class TrainingRun
{
    /// <summary>Arguments of a training of tiny squares; a later option wins over an earlier one of the same name.</summary>
    public static string[] Arguments(string photographs, string output, params string[] further)
    {
        string[] usual = ["--from", "builtin-small", "--crop", "32", "--batch", "2"];
        return ["train", photographs, "-o", output, "--json", .. usual.Chunk(2).Where(pair => !further.Contains(pair[0])).SelectMany(static pair => pair),
            .. further];
    }

    /// <summary>Trains in this process.</summary>
    public static Task<CommandRun> Async(string photographs, string output, params string[] further) =>
        CommandRun.OfAsync(Arguments(photographs, output, further));

    /// <summary>A folder of photographs.</summary>
    public static string Photographs(TemporaryFolder folder, int count, int side)
    {
        string path = folder.File($"photographs {count} {side}");
        Directory.CreateDirectory(path);
        for (int i = 0; i < count; i++)
        {
            Pictures.Gradient(3, side, side + i).SaveTo(Path.Combine(path, $"{i}.png"));
        }

        return path;
    }
}
