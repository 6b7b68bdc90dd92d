using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images.Matlab;

/// <summary>
/// The blur kernels among the variables of a MAT-file: matrices, the entries of a cell array, or the layers of an array of three sides.
/// </summary>
internal static class MatKernels
{
    /// <summary>Finds the kernel that is meant.</summary>
    /// <param name="source">The file, and which of its kernels.</param>
    /// <param name="variables">The file's variables.</param>
    /// <returns>Rows, columns, and the weights, row by row.</returns>
    /// <exception cref="CliException">There is none, or it is not clear which (unreadable input); the message lists them.</exception>
    public static (int Height, int Width, float[] Values) Choose(KernelSource source, IReadOnlyList<MatArray> variables)
    {
        var variable = FindVariable(source, variables);
        int count = Count(variable);
        if (count == 0)
        {
            throw InputFile.Unreadable(source.Path, $"its variable {Text(variable)} holds no kernel: expected a matrix, or a cell array of matrices");
        }

        if (source.Index is null && count > 1)
        {
            string name = Plain(variable.Name);
            throw InputFile.Unreadable(
                source.Path, $"its variable {Text(variable)} holds {count} kernels: say which, {source.Path}:{name}:1 to {source.Path}:{name}:{count}");
        }

        int index = source.Index ?? 1;
        if (index > count)
        {
            throw InputFile.Unreadable(source.Path,
                $"its variable {Text(variable)} holds {(count == 1 ? "1 kernel" : $"{count} kernels")}, number {index} is none of them");
        }

        return Read(source.Path, variable, index - 1);
    }

    /// <summary>How many kernels a variable may hold: entries of a cell array count whatever they are.</summary>
    public static int Count(MatArray variable) =>
        variable.Cells.Any(static cell => IsMatrix(cell)) ? variable.Cells.Count
        : variable.Numbers is null || variable.Shape[0] == 0 ? 0
        : variable.Numbers.Count / variable.Shape[0] / Math.Max(1, variable.Shape[1]);

    /// <summary>One kernel of a variable.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    /// <exception cref="CliException">It is no matrix, or too large (unreadable input).</exception>
    public static (int Height, int Width, float[] Values) Read(string path, MatArray variable, int index)
    {
        var (matrix, layer) = variable.Cells.Count > 0 ? (variable.Cells[index], 0) : (variable, index);
        int height = matrix.Shape[0], width = matrix.Shape[1];
        if (matrix.Numbers is null || (variable.Cells.Count > 0 && !IsMatrix(matrix)))
        {
            throw InputFile.Unreadable(path, $"number {index + 1} of its variable {Text(variable)} is no matrix of numbers");
        }

        KernelFile.RequireSize(path, height, width);

        // Stored column by column.
        float[] values = new float[height * width];
        for (int i = 0; i < values.Length; i++)
        {
            values[(i % height * width) + (i / height)] = matrix.Numbers[(layer * values.Length) + i];
        }

        return (height, width, values);
    }

    private static MatArray FindVariable(KernelSource source, IReadOnlyList<MatArray> variables)
    {
        if (source.Variable is { } name)
        {
            return variables.FirstOrDefault(variable => variable.Name == name)
                ?? throw InputFile.Unreadable(source.Path, $"it has no variable '{name}'; it has {List(variables)}");
        }

        // A single number is a parameter, not a kernel.
        MatArray[] candidates = [.. variables.Where(static variable => Count(variable) > 0 && (variable.Cells.Count > 0 || variable.Numbers!.Count > 1))];
        return candidates.Length switch
        {
            1 => candidates[0],
            0 => throw InputFile.Unreadable(source.Path, $"none of its variables is a kernel: {List(variables)}"),
            _ => throw InputFile.Unreadable(
                source.Path, $"several of its variables may be the kernel: {List(candidates)}; say which, for example {source.Path}:{Plain(candidates[0].Name)}"),
        };
    }

    private static bool IsMatrix(MatArray array) => array.Numbers is not null && array.Shape.Length == 2 && array.Numbers.Count > 0;

    private static string List(IEnumerable<MatArray> variables)
    {
        const int most = 12;
        string[] texts = [.. variables.Select(Text)];
        return texts.Length == 0 ? "none" : string.Join(", ", texts.Take(most)) + (texts.Length > most ? ", ..." : string.Empty);
    }

    private static string Text(MatArray variable) => Plain(variable.ToString());

    private static string Plain(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c));
}
