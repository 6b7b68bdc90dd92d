using System.Diagnostics.CodeAnalysis;

namespace DiffPir.Network;

/// <summary>
/// Named tensors in a file: safetensors, safetensors in several files, or what PyTorch saves. The file is mapped, never copied as a whole
/// and never executed; a tensor's data are touched when it is read. Everything that describes them is checked when the file is opened.
/// Reading is safe from several threads.
/// </summary>
/// <remarks>Holds the mapping of the file: dispose it when the weights have been read. Tensors are described but not readable
/// afterwards.</remarks>
public sealed class Checkpoint : IDisposable
{
    /// <summary>Elements that are converted at a time, where the whole tensor is not asked for: 1 MiB of floats.</summary>
    private const int ElementsAtOnce = 1 << 18;

    private readonly CheckpointContents _contents;
    private int _disposed;

    /// <summary>Takes the place of an owner of the contents' files.</summary>
    internal Checkpoint(string path, CheckpointContents contents)
    {
        FilePath = path;
        _contents = contents;
    }

    /// <summary>The file, as given to <see cref="Open"/>.</summary>
    public string FilePath { get; }

    /// <summary>The format, for people; for example <c>safetensors</c> or <c>PyTorch archive, entry 'ema'</c>.</summary>
    public string Format => _contents.Format;

    /// <summary>The file's own remarks (<c>__metadata__</c> of safetensors); empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _contents.Metadata;

    /// <summary>The files that hold the tensors: the one that was opened, or those that it names.</summary>
    public IReadOnlyList<string> Files => [.. _contents.Files.Select(file => file.Path)];

    /// <summary>Every tensor, in the order of the header.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors => _contents.Tensors;

    /// <summary>Opens and checks a file, whose format is told by its contents.</summary>
    /// <param name="path">
    /// A safetensors file, the index of one in several files (<c>.safetensors.index.json</c>), or a file that <c>torch.save</c> wrote
    /// (<c>.pt</c>,
    /// <c>.pth</c>, <c>.ckpt</c>, <c>.bin</c>).
    /// </param>
    /// <exception cref="CheckpointException">
    /// The file cannot be read, is of another format, is truncated, breaks a rule of its format, or asks for more than data.
    /// </exception>
    public static Checkpoint Open(string path) => new(path, CheckpointFormat.Read(path).Unwrapped());

    /// <summary>
    /// Opens and checks a file of tensors that are no model: recorded cases, a training. All keep their names, also where some of them look like
    /// those of a network.
    /// </summary>
    /// <inheritdoc cref="Open"/>
    public static Checkpoint OpenTensors(string path) => new(path, CheckpointFormat.Read(path));

    /// <summary>Looks a tensor up.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="tensor">The tensor if there is one of that name.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out CheckpointTensor? tensor) => _contents.ByName.TryGetValue(name, out tensor);

    /// <summary>The tensor of that name, whatever its shape.</summary>
    /// <param name="name">The exact name.</param>
    /// <exception cref="CheckpointException">There is none.</exception>
    public CheckpointTensor Find(string name) => TryFind(name, out var tensor)
        ? tensor
        : throw Wrong("it is not in the file", "Pass a model of the expected architecture", name);

    /// <summary>The tensor of that name, which must have the given shape and be readable as float.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="shape">The exact shape.</param>
    /// <exception cref="CheckpointException">There is none, it has another shape, or its type is not one of weights.</exception>
    public CheckpointTensor Require(string name, ReadOnlySpan<long> shape)
    {
        var tensor = Find(name);
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
    /// <exception cref="CheckpointException">
    /// The type is not F16, BF16, F32 or F64, or an element is NaN or infinite as a float, or the data do not match their checksum.
    /// </exception>
    /// <exception cref="ArgumentException">The destination has another length, or the tensor is of another checkpoint.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint is closed.</exception>
    public void Read(CheckpointTensor tensor, Span<float> destination)
    {
        RequireOwn(tensor);
        if (destination.Length != tensor.ElementCount)
        {
            throw new ArgumentException($"{tensor} has {tensor.ElementCount} elements, the destination {destination.Length}", nameof(destination));
        }

        RequireWeight(tensor);
        ReadPart(tensor, 0, destination);
    }

    /// <summary>Reads a part of a tensor as float.</summary>
    /// <param name="tensor">A tensor of this checkpoint.</param>
    /// <param name="first">The first element, counted in row-major order.</param>
    /// <param name="destination">Receives that and those that follow, as many as it has room for.</param>
    /// <exception cref="CheckpointException">As of <see cref="Read(CheckpointTensor, Span{float})"/>.</exception>
    /// <exception cref="ArgumentException">The tensor does not have so many elements, or is of another checkpoint.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint is closed.</exception>
    public void Read(CheckpointTensor tensor, long first, Span<float> destination)
    {
        RequireOwn(tensor);
        RequireWeight(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, tensor.ElementCount - destination.Length);
        ReadPart(tensor, first, destination);
    }

    /// <summary>Reads a tensor of any shape as float.</summary>
    /// <param name="name">The exact name.</param>
    /// <returns>The elements in row-major order.</returns>
    /// <exception cref="CheckpointException">
    /// There is none, its type is not one of weights, an element is not finite, or it is too large for an array.
    /// </exception>
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
    /// <exception cref="CheckpointException">An element is NaN or infinite as a float, or data do not match their checksum.</exception>
    public void CheckValues()
    {
        foreach (var tensor in Tensors.Where(tensor => tensor.Type.IsWeight()))
        {
            ReadInParts(tensor, _ => { });
        }
    }

    /// <summary>Reads a tensor that holds weights as float, a part after the other, none larger than 1 MiB.</summary>
    /// <param name="tensor">A tensor of this checkpoint.</param>
    /// <param name="use">Receives each part, which is only valid during the call.</param>
    /// <exception cref="CheckpointException">As of <see cref="Read(CheckpointTensor, Span{float})"/>.</exception>
    internal void ReadInParts(CheckpointTensor tensor, Action<ReadOnlySpan<float>> use)
    {
        RequireOwn(tensor);
        RequireWeight(tensor);
        float[] buffer = GC.AllocateUninitializedArray<float>((int)Math.Min(ElementsAtOnce, tensor.ElementCount));
        for (long done = 0; done < tensor.ElementCount; done += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, tensor.ElementCount - done));
            ReadPart(tensor, done, part);
            use(part);
        }
    }

    /// <summary>Copies a tensor as it is stored, in row-major order.</summary>
    /// <param name="tensor">A tensor of this checkpoint.</param>
    /// <param name="destination">Receives it, a part after the other.</param>
    internal void CopyBytes(CheckpointTensor tensor, Stream destination)
    {
        RequireOwn(tensor);
        using var bytes = PinData(tensor);
        byte[] buffer = [];
        long elements = Math.Max(1, ElementsAtOnce * 8L / tensor.Type.Bits() / 8 * 8); // whole bytes, also of types below 8 bits
        for (long done = 0; done < tensor.ElementCount; done += elements)
        {
            int count = (int)Math.Min(elements, tensor.ElementCount - done);
            destination.Write(Raw(tensor, bytes, done, count, ref buffer));
        }
    }

    /// <summary>A second checkpoint over the same mapping, for an owner that outlives this one; both must be disposed.</summary>
    internal Checkpoint Share()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        foreach (var file in _contents.Files)
        {
            file.Share();
        }

        return new Checkpoint(FilePath, _contents);
    }

    /// <summary>Unmaps the file, unless it is shared.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            foreach (var file in _contents.Files)
            {
                file.Release();
            }
        }
    }

    /// <summary>Converts elements from <paramref name="first"/> on, counted in row-major order, of a tensor that holds weights.</summary>
    private void ReadPart(CheckpointTensor tensor, long first, Span<float> destination)
    {
        using var bytes = PinData(tensor);
        byte[] buffer = [];
        for (int done = 0; done < destination.Length; done += ElementsAtOnce)
        {
            var part = destination.Slice(done, Math.Min(ElementsAtOnce, destination.Length - done));
            if (!WeightConversion.TryConvert(tensor.Type, Raw(tensor, bytes, first + done, part.Length, ref buffer), part))
            {
                int index = IndexOfSpecial(part);
                string found = float.IsNaN(part[index]) ? "NaN" : "infinite";
                throw Wrong(
                    $"element {first + done + index} of {tensor.ElementCount} is {found} as a float; weights must be finite",
                    "The model is damaged or its training diverged: download or export it again", tensor.Name);
            }
        }

        _contents.Regions[tensor.Region].File.Pass((long)destination.Length * tensor.Type.Bits() / 8);
    }

    /// <summary>The bytes of the file that a tensor is in, once they are known to be intact.</summary>
    private MappedFile.Bytes PinData(CheckpointTensor tensor)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var region = _contents.Regions[tensor.Region];
        region.RequireIntact(tensor.Name);
        return region.File.Pin();
    }

    /// <summary>Some elements as stored: where they lie, or gathered into the buffer if they lie scattered.</summary>
    private ReadOnlySpan<byte> Raw(CheckpointTensor tensor, MappedFile.Bytes bytes, long first, int count, ref byte[] buffer)
    {
        long start = _contents.Regions[tensor.Region].Offset + tensor.Begin;
        if (tensor.IsContiguous)
        {
            return bytes.Slice(start + (first * tensor.Type.Bits() / 8), (int)((((long)count * tensor.Type.Bits()) + 7) / 8));
        }

        int size = tensor.Type.Bits() / 8;
        if (buffer.Length < count * size)
        {
            buffer = GC.AllocateUninitializedArray<byte>(count * size);
        }

        StridedGather.Copy(tensor, bytes, start, first, buffer.AsSpan(0, count * size));
        return buffer.AsSpan(0, count * size);
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

    private void RequireOwn(CheckpointTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!TryFind(tensor.Name, out var own) || own != tensor)
        {
            throw new ArgumentException("the tensor is not of this checkpoint", nameof(tensor));
        }
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
