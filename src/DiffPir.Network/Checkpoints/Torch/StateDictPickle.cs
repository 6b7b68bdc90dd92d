using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DiffPir.Network;

/// <summary>The pickle, of protocol 2, of an ordered dictionary of tensors, number i of which lies in storage i.</summary>
internal sealed class StateDictPickle
{
    private readonly List<byte> _bytes = [];

    private StateDictPickle()
    {
    }

    /// <summary>Makes it.</summary>
    public static byte[] Of(IReadOnlyList<CheckpointTensor> tensors)
    {
        var pickle = new StateDictPickle();
        pickle.Write((byte)PickleOpcode.Protocol, 2);
        pickle.EmptyDictionary();
        pickle.Write((byte)PickleOpcode.Mark);
        for (int i = 0; i < tensors.Count; i++)
        {
            pickle.Text(tensors[i].Name);
            pickle.Tensor(tensors[i], i);
        }

        pickle.Write((byte)PickleOpcode.SetItems, (byte)PickleOpcode.Stop);
        return [.. pickle._bytes];
    }

    private static string StorageOf(CheckpointTensor tensor) => tensor.Type switch
    {
        ElementType.F32 => "FloatStorage",
        ElementType.F16 => "HalfStorage",
        ElementType.BF16 => "BFloat16Storage",
        ElementType.F64 => "DoubleStorage",
        ElementType.I64 => "LongStorage",
        ElementType.I32 => "IntStorage",
        ElementType.U8 => "ByteStorage",
        ElementType.Boolean => "BoolStorage",
        _ => throw new InvalidOperationException($"{tensor} cannot be written as a PyTorch archive"),
    };

    // torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)
    private void Tensor(CheckpointTensor tensor, int storage)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Write((byte)PickleOpcode.Mark);
        Write((byte)PickleOpcode.Mark);
        Text("storage");
        Global("torch", StorageOf(tensor));
        Text(storage.ToString(CultureInfo.InvariantCulture));
        Text("cpu");
        Number(tensor.ElementCount);
        Write((byte)PickleOpcode.Tuple, (byte)PickleOpcode.BinPersistentId);
        Number(0);
        long[] shape = tensor.Shape.ToArray();
        Numbers(shape);
        Numbers([.. shape.Select((_, i) => shape[(i + 1)..].Aggregate(1L, (product, side) => product * side))]);
        Write((byte)PickleOpcode.NewFalse);
        EmptyDictionary();
        Write((byte)PickleOpcode.Tuple, (byte)PickleOpcode.Reduce);
    }

    private void EmptyDictionary()
    {
        Global("collections", "OrderedDict");
        Write((byte)PickleOpcode.EmptyTuple, (byte)PickleOpcode.Reduce);
    }

    private void Global(string module, string name) => Write([(byte)PickleOpcode.Global, .. Encoding.ASCII.GetBytes($"{module}\n{name}\n")]);

    private void Numbers(long[] values)
    {
        Write((byte)PickleOpcode.Mark);
        Array.ForEach(values, Number);
        Write((byte)PickleOpcode.Tuple);
    }

    private void Number(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Write([(byte)PickleOpcode.Long1, sizeof(long), .. bytes]);
    }

    private void Text(string text)
    {
        byte[] bytes = new byte[sizeof(int)];
        byte[] letters = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, letters.Length);
        Write([(byte)PickleOpcode.BinUnicode, .. bytes, .. letters]);
    }

    private void Write(params ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);
}
