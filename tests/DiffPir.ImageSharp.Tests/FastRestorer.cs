using DiffPir.Models;
using DiffPir.Testing;

namespace DiffPir.ImageSharp.Tests;

/// <summary>One restorer with the small prior for all tests, opened with the first that needs it.</summary>
public sealed class FastRestorer : IDisposable
{
    private PictureRestorer? _restorer;

    /// <summary>The restorer; the test is skipped, visibly, on a machine without a usable CUDA or OpenCL device.</summary>
    public PictureRestorer Require()
    {
        TestDevices.RequireFast();
        return _restorer ??= new(new() { Model = BuiltinModels.Small });
    }

    /// <inheritdoc/>
    public void Dispose() => _restorer?.Dispose();
}
