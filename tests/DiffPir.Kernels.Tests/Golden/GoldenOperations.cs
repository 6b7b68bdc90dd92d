using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Golden;

/// <summary>tests/fixtures/ops.safetensors: inputs and results of single operations, computed by PyTorch.</summary>
internal static class GoldenOperations
{
    private static readonly Checkpoint File = Checkpoint.Open(RepositoryPaths.Fixture("ops.safetensors"));

    /// <summary>Names of the cases: what stands before the dot in <c>conv3x3.weight</c>.</summary>
    public static IEnumerable<string> Cases => File.Tensors.Select(tensor => tensor.Name.Split('.')[0]).Distinct();

    /// <summary>The values of a tensor, row-major.</summary>
    public static float[] Read(string tensor) => File.Read(tensor);

    /// <summary>Sizes of a tensor.</summary>
    public static int[] Sizes(string tensor) => [.. File.Find(tensor).Shape.ToArray().Select(size => (int)size)];

    /// <summary>Sizes of a tensor that holds images.</summary>
    public static TensorShape ImageShape(string tensor) => Sizes(tensor) is [var n, var c, var h, var w]
        ? new(n, c, h, w)
        : throw new ArgumentException($"'{tensor}' holds no images");

    /// <summary>A matrix with rows and columns exchanged.</summary>
    public static float[] Transpose(float[] matrix, int rows)
    {
        int columns = matrix.Length / rows;
        float[] transposed = new float[matrix.Length];
        for (int i = 0; i < matrix.Length; i++)
        {
            transposed[(i % columns * rows) + (i / columns)] = matrix[i];
        }

        return transposed;
    }
}
