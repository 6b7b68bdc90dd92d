namespace DiffPir.Network;

/// <summary>What a checkpoint holds, in numbers.</summary>
/// <param name="TensorCount">Tensors in the file.</param>
/// <param name="ParameterCount">Elements of all tensors.</param>
/// <param name="DataBytes">Bytes of all tensors, without the header.</param>
/// <param name="Types">For each element type in the file: how many tensors and elements have it; most elements first.</param>
public sealed record CheckpointSummary(
    int TensorCount, long ParameterCount, long DataBytes, IReadOnlyList<(ElementType Type, int Tensors, long Elements)> Types)
{
    /// <summary>For example <c>5,868,294 parameters in 362 tensors, 11.8 MB (F16: 120 tensors, F32: 242 tensors)</c>.</summary>
    public override string ToString()
    {
        string types = string.Join(", ", Types.Select(entry => $"{entry.Type.Name()}: {ErrorText.Count(entry.Tensors, "tensor")}"));
        return $"{ParameterCount:N0} parameters in {ErrorText.Count(TensorCount, "tensor")}, {DataBytes / 1e6:F1} MB ({types})";
    }
}
