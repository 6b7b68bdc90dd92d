namespace DiffPir.Network;

/// <summary>Writes a checkpoint of any format as one file, mostly safetensors, a part of a tensor after the other, whatever its size.</summary>
public static class CheckpointConverter
{
    /// <summary>Converts a checkpoint. Tensors keep their names and order; those that hold no weights keep their type.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="path">The file to write; an existing one is replaced when the new one is complete.</param>
    /// <param name="type">F32, F16 or BF16; values are rounded to nearest even.</param>
    /// <param name="metadata">Remarks beyond those of the checkpoint; these win.</param>
    /// <exception cref="CheckpointException">A value is not finite, or too large for the type; no file is written.</exception>
    /// <exception cref="ArgumentException">The type is another one.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Convert(Checkpoint source, string path, ElementType type, IReadOnlyDictionary<string, string>? metadata = null) =>
        Prepare(source, type, metadata).Save(path);

    /// <summary>
    /// Converts a model, and keeps with it what its file alone would not tell: the split into heads, or a diffusers configuration.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file to write; an existing one is replaced when the new one is complete.</param>
    /// <param name="type">F32, F16 or BF16; values are rounded to nearest even.</param>
    /// <inheritdoc cref="Convert(Checkpoint, string, ElementType, IReadOnlyDictionary{string, string})" path="/exception"/>
    public static void Convert(DenoiserModel model, string path, ElementType type)
    {
        ArgumentNullException.ThrowIfNull(model);
        Convert(model.Checkpoint, path, type, model.Describe());
    }

    /// <summary>Converts a model as <see cref="Convert(DenoiserModel, string, ElementType)"/> does, to wherever the caller wants it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="destination">Receives the safetensors file from its first byte to its last.</param>
    /// <param name="type">F32, F16 or BF16; values are rounded to nearest even.</param>
    /// <exception cref="CheckpointException">A value is not finite, or too large for the type; what was written is incomplete.</exception>
    /// <exception cref="ArgumentException">The type is another one.</exception>
    public static void Convert(DenoiserModel model, Stream destination, ElementType type)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(destination);
        Prepare(model.Checkpoint, type, model.Describe()).Write(destination);
    }

    /// <summary>
    /// Converts a model to what <c>torch.load</c> reads: its state dict, which guided-diffusion loads. What the names and shapes do not tell, the
    /// split into heads and the noise schedule, is not in such a file.
    /// </summary>
    /// <param name="model">The model, no diffusers one: that needs a configuration beside its weights.</param>
    /// <param name="destination">Receives the file; can be seen as a file, because sizes are filled in afterwards.</param>
    /// <param name="type">F32, F16 or BF16; values are rounded to nearest even.</param>
    /// <exception cref="CheckpointException">
    /// A value is not finite, or too large for the type, or the model is a diffusers one; what was written is incomplete.
    /// </exception>
    /// <exception cref="ArgumentException">The type is another one.</exception>
    public static void ConvertToTorch(DenoiserModel model, Stream destination, ElementType type)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(destination);
        if (model.Architecture == DenoiserArchitecture.Diffusers)
        {
            throw new CheckpointException(
                CheckpointFault.WrongModel, model.Checkpoint.FilePath, "a diffusers model needs its configuration, for which a PyTorch file has no place",
                "Convert to safetensors");
        }

        Prepare(model.Checkpoint, type, null).WriteTorch(destination);
    }

    private static CheckpointWriter Prepare(Checkpoint source, ElementType type, IReadOnlyDictionary<string, string>? metadata)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (type is not (ElementType.F32 or ElementType.F16 or ElementType.BF16))
        {
            throw new ArgumentException($"weights are written as F32, F16 or BF16, not as {type}", nameof(type));
        }

        var writer = new CheckpointWriter();
        foreach ((string key, string value) in source.Metadata.Concat(metadata ?? new Dictionary<string, string>()))
        {
            writer.Metadata[key] = value;
        }

        foreach (var tensor in source.Tensors)
        {
            RequireName(source, tensor.Name);
            if (tensor.Type.IsWeight())
            {
                writer.Add(tensor.Name, tensor.Shape, type, (target, stream) => Write(source, tensor, target, stream));
            }
            else
            {
                writer.Add(tensor.Name, tensor.Shape, tensor.Type, (_, stream) => source.CopyBytes(tensor, stream));
            }
        }

        return writer;
    }

    private static void Write(Checkpoint source, CheckpointTensor tensor, CheckpointTensor target, Stream stream) => source.ReadInParts(tensor, part =>
    {
        try
        {
            stream.Write(CheckpointWriter.Encode(target, part));
        }
        catch (InvalidOperationException error)
        {
            throw new CheckpointException(
                CheckpointFault.WrongModel, source.FilePath, $"it holds a value that {target.Type.Name()} cannot hold as a finite number",
                "Convert to BF16 or F32", tensor.Name, error);
        }
    });

    private static void RequireName(Checkpoint source, string name)
    {
        if (name == SafetensorsHeader.MetadataKey)
        {
            throw new CheckpointException(
                CheckpointFault.WrongModel, source.FilePath, "a safetensors file cannot hold a tensor of this name",
                "Rename the tensor before you convert", name);
        }
    }
}
