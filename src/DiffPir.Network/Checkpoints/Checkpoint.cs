using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace DiffPir.Network;

/// <summary>
/// Named tensors in a safetensors file. The file is mapped, never copied as a whole and never executed; a tensor's data are touched when it is read.
/// Everything the header says is checked when the file is opened. Reading is safe from several threads.
/// </summary>
/// <remarks>Holds the mapping of the file: dispose it when the weights have been read. Tensors are described but not readable afterwards.</remarks>
public sealed class Checkpoint : IDisposable
{
    /// <summary>Enough to recognise another format by, and to see the first byte of the header.</summary>
    private const int SniffLength = 64;

    private readonly MappedFile _file;
    private readonly SafetensorsHeader _header;
    private int _disposed;

    private Checkpoint(string path, MappedFile file, SafetensorsHeader header)
    {
        FilePath = path;
        _file = file;
        _header = header;
    }

    /// <summary>The file, as given to <see cref="Open"/>.</summary>
    public string FilePath { get; }

    /// <summary>The file's own remarks (<c>__metadata__</c>); empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Every tensor, in the order of the header.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors => _header.Tensors;

    /// <summary>Opens and checks a file.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="CheckpointException">The file cannot be read, is of another format, is truncated, or breaks a rule of the format.</exception>
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Map(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            (string problem, string remedy) = error switch
            {
                FileNotFoundException or DirectoryNotFoundException => ("there is no such file", "Check the path"),
                UnauthorizedAccessException when Directory.Exists(path) => ("is a folder, not a file", "Pass the model's .safetensors file"),
                UnauthorizedAccessException => ("no permission to read the file", "Change its permissions, or copy it elsewhere"),
                _ => ($"cannot be read ({error.Message.TrimEnd('.')})", "Pass a regular file that can be read"),
            };
            throw new CheckpointException(CheckpointFault.Unreadable, path, problem, remedy, innerException: error);
        }
    }

    /// <summary>Looks a tensor up.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="tensor">The tensor if there is one of that name.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out CheckpointTensor? tensor) => _header.ByName.TryGetValue(name, out tensor);

    /// <summary>The tensor of that name, whatever its shape.</summary>
    /// <param name="name">The exact name.</param>
    /// <exception cref="CheckpointException">There is none.</exception>
    public CheckpointTensor Find(string name) => TryFind(name, out CheckpointTensor? tensor)
        ? tensor
        : throw Wrong("it is not in the file", "Pass a model of the expected architecture", name);

    /// <summary>The tensor of that name, which must have the given shape and be readable as float.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="shape">The exact shape.</param>
    /// <exception cref="CheckpointException">There is none, it has another shape, or its type is not one of weights.</exception>
    public CheckpointTensor Require(string name, ReadOnlySpan<long> shape)
    {
        CheckpointTensor tensor = Find(name);
        if (!tensor.Shape.SequenceEqual(shape))
        {
            throw Wrong(
                $"expected shape {ErrorText.Shape(shape)}, found {ErrorText.Shape(tensor.Shape)}", "Pass a model of the expected architecture", name);
        }

        RequireWeight(tensor);
        return tensor;
    }

    /// <summary>Reads a tensor as float.</summary>
    /// <param name="tensor">A tensor of this checkpoint.</param>
    /// <param name="destination">Receives the elements in row-major order; exactly as long as the tensor.</param>
    /// <exception cref="CheckpointException">The type is not F16, BF16, F32 or F64, or an element is NaN or infinite as a float.</exception>
    /// <exception cref="ArgumentException">The destination has another length, or the tensor is of another checkpoint.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint is closed.</exception>
    public unsafe void Read(CheckpointTensor tensor, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!TryFind(tensor.Name, out CheckpointTensor? own) || own != tensor)
        {
            throw new ArgumentException("the tensor is not of this checkpoint", nameof(tensor));
        }

        if (destination.Length != tensor.ElementCount)
        {
            throw new ArgumentException($"{tensor} has {tensor.ElementCount} elements, the destination {destination.Length}", nameof(destination));
        }

        RequireWeight(tensor);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        SafeMemoryMappedViewHandle handle = _file.Handle;
        byte* start = null;
        try
        {
            handle.AcquirePointer(ref start); // keeps the mapping alive even if another thread disposes the checkpoint
            if (!WeightConversion.TryConvert(tensor.Type, start + _header.DataStart + tensor.Begin, destination))
            {
                int index = IndexOfSpecial(destination);
                throw Wrong(
                    $"element {index} of {destination.Length} is {(float.IsNaN(destination[index]) ? "NaN" : "infinite")} as a float; weights must be finite",
                    "The model is damaged or its training diverged: download or export it again", tensor.Name);
            }
        }
        finally
        {
            if (start is not null)
            {
                handle.ReleasePointer();
            }
        }
    }

    /// <summary>Reads a tensor of any shape as float.</summary>
    /// <param name="name">The exact name.</param>
    /// <returns>The elements in row-major order.</returns>
    /// <exception cref="CheckpointException">There is none, its type is not one of weights, an element is not finite, or it is too large for an array.</exception>
    public float[] Read(string name) => ReadWhole(Find(name));

    /// <summary>Reads a tensor of a required shape as float.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="shape">The exact shape.</param>
    /// <returns>The elements in row-major order.</returns>
    /// <exception cref="CheckpointException">As of <see cref="Require"/> and <see cref="Read(CheckpointTensor, Span{float})"/>.</exception>
    public float[] Read(string name, ReadOnlySpan<long> shape) => ReadWhole(Require(name, shape));

    /// <summary>Counts what the file holds.</summary>
    public CheckpointSummary Summarise()
    {
        (ElementType Type, int Tensors, long Elements)[] types =
        [
            .. Tensors.GroupBy(tensor => tensor.Type)
                .Select(group => (Type: group.Key, Tensors: group.Count(), Elements: group.Sum(tensor => tensor.ElementCount)))
                .OrderByDescending(entry => entry.Elements),
        ];
        return new CheckpointSummary(Tensors.Count, types.Sum(entry => entry.Elements), Tensors.Sum(tensor => tensor.ByteCount), types);
    }

    /// <summary>Reads every tensor that can hold weights once.</summary>
    /// <exception cref="CheckpointException">An element is NaN or infinite as a float.</exception>
    public void CheckValues()
    {
        float[] buffer = [];
        foreach (CheckpointTensor tensor in Tensors.Where(tensor => tensor.Type.IsWeight()))
        {
            RequireArrayLength(tensor);
            if (buffer.Length < tensor.ElementCount)
            {
                buffer = GC.AllocateUninitializedArray<float>((int)tensor.ElementCount);
            }

            Read(tensor, buffer.AsSpan(0, (int)tensor.ElementCount));
        }
    }

    /// <summary>A second checkpoint over the same mapping, for an owner that outlives this one; both must be disposed.</summary>
    internal Checkpoint Share()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        _file.Share();
        return new Checkpoint(FilePath, _file, _header);
    }

    /// <summary>Unmaps the file, unless it is shared.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _file.Release();
        }
    }

    private static unsafe Checkpoint Map(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        long length = stream.Length;
        Span<byte> start = stackalloc byte[(int)Math.Min(length, SniffLength)];
        stream.ReadExactly(start);
        int headerLength = SafetensorsPrefix.Read(path, start, length);

        var file = new MappedFile(stream);
        byte* bytes = null;
        try
        {
            file.Handle.AcquirePointer(ref bytes);
            var json = new ReadOnlySpan<byte>(bytes + SafetensorsPrefix.Length, headerLength);
            return new Checkpoint(path, file, SafetensorsHeader.Parse(path, json, length));
        }
        catch
        {
            file.Release();
            throw;
        }
        finally
        {
            if (bytes is not null)
            {
                file.Handle.ReleasePointer();
            }
        }
    }

    private float[] ReadWhole(CheckpointTensor tensor)
    {
        RequireWeight(tensor);
        RequireArrayLength(tensor);
        float[] values = GC.AllocateUninitializedArray<float>((int)tensor.ElementCount);
        Read(tensor, values);
        return values;
    }

    private static int IndexOfSpecial(ReadOnlySpan<float> values)
    {
        int index = 0;
        while (float.IsFinite(values[index]))
        {
            index++;
        }

        return index;
    }

    private void RequireWeight(CheckpointTensor tensor)
    {
        if (!tensor.Type.IsWeight())
        {
            throw Wrong($"expected weights of type F16, BF16, F32 or F64, found {tensor.Type.Name()}", "Export the model unquantised", tensor.Name);
        }
    }

    private void RequireArrayLength(CheckpointTensor tensor)
    {
        if (tensor.ElementCount > Array.MaxLength)
        {
            throw Wrong($"it has {tensor.ElementCount} elements, at most {Array.MaxLength} can be read", "Pass a smaller model", tensor.Name);
        }
    }

    private CheckpointException Wrong(string problem, string remedy, string tensor) =>
        new(CheckpointFault.WrongModel, FilePath, problem, remedy, tensor);
}
