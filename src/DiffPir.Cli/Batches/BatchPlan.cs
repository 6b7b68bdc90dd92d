using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Batches;

/// <summary>Decides, before any work, where every result goes and which pictures are to be done.</summary>
internal static class BatchPlan
{
    /// <summary>The items in the order of the pictures.</summary>
    /// <param name="pictures">The pictures, and closed folders, which have failed.</param>
    /// <param name="pattern">Names the results.</param>
    /// <param name="skipsExisting">Pictures whose results are there are left out.</param>
    /// <param name="overwrites">Results that are there are replaced.</param>
    /// <exception cref="CliException">A result would replace an input, or one that is there (usage).</exception>
    public static IReadOnlyList<BatchItem> Make(IReadOnlyList<BatchPicture> pictures, OutputPattern pattern, bool skipsExisting, bool overwrites)
    {
        var items = pictures.Select(picture => new BatchItem(picture, pattern.For(picture))).ToArray();
        var inputs = pictures.Select(static picture => InputFile.RealPath(picture.Path)).ToHashSet(StringComparer.Ordinal);
        var taken = new Dictionary<string, BatchItem>(StringComparer.Ordinal);
        var existing = new List<BatchItem>();
        foreach (var item in items)
        {
            if (item.Picture.Problem is { } problem)
            {
                item.Fail(problem);
                continue;
            }

            string target = OutputFile.RealPath(item.Output);
            if (inputs.Contains(target))
            {
                throw new CliException(ExitCode.Usage, $"the output '{item.Output}' is also an input: name another folder, nothing was changed");
            }

            if (!taken.TryAdd(target, item))
            {
                item.Fail($"its result would have the name of that of '{taken[target].Picture.Path}', '{item.Output}'; put {{dir}} or {{ext}} into the output's name");
            }
            else if (IsThere(item.Output))
            {
                existing.Add(item);
            }
        }

        if (skipsExisting)
        {
            existing.ForEach(static item => item.Skip());
        }
        else if (existing.Count > 0 && !overwrites)
        {
            throw new CliException(
                ExitCode.Usage,
                $"{existing.Count} of {items.Length} results are already there, the first of them '{existing[0].Output}': "
                + "--skip-existing goes on with the others, --overwrite replaces them; nothing was changed");
        }

        return items;
    }

    private static bool IsThere(string output)
    {
        try
        {
            return OutputFile.Exists(output);
        }
        catch (CliException)
        {
            // The system cannot tell, so that nothing can be written there either: that picture fails when its turn comes.
            return false;
        }
    }
}
