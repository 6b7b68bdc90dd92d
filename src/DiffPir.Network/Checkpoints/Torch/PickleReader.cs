using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace DiffPir.Network;

/// <summary>
/// Runs a pickle's opcodes over plain data: numbers, texts, lists, tuples (as arrays), dictionaries, and what <see cref="TorchGlobal"/> allows.
/// A pickle is a program for a stack machine; here it can build values and nothing else. Opcodes and names that are not listed are refused,
/// sizes and counts are limited, and depth costs no stack, as no step calls itself.
/// </summary>
internal ref struct PickleReader
{
    /// <summary>The longest pickle that is accepted, in bytes; a model of 600 tensors needs about 100 kB.</summary>
    public const int MaximumLength = 64 << 20;

    /// <summary>The most values that are put on the stack, and the most that are remembered.</summary>
    public const int MaximumValues = 1_000_000;

    /// <summary>The longest integer, in bytes; the mark of old PyTorch files takes 10.</summary>
    private const int LongestInteger = 16;

    /// <summary>The longest module or function name, in bytes.</summary>
    private const int LongestGlobalName = 256;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _data;
    private readonly PickleSource _source;
    private readonly TorchFactory _factory;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _position;
    private int _pushed;

    private PickleReader(ReadOnlySpan<byte> data, int start, PickleSource source, TorchFactory factory)
    {
        _data = data;
        _position = start;
        _source = source;
        _factory = factory;
    }

    /// <summary>Reads one pickle.</summary>
    /// <param name="data">Bytes that hold it.</param>
    /// <param name="start">Its first byte; afterwards, the first byte behind it.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="factory">Makes storages and tensors.</param>
    /// <returns>Null, bool, long, BigInteger, double, string, byte[], object?[] (tuple), List of object?, or a type of this folder.</returns>
    /// <exception cref="CheckpointException">The pickle is damaged, too large, or asks for more than data.</exception>
    public static object? Read(ReadOnlySpan<byte> data, ref int start, PickleSource source, TorchFactory factory)
    {
        var reader = new PickleReader(data, start, source, factory);
        object? value = reader.Run();
        start = reader._position;
        return value;
    }

    private object? Run()
    {
        if (_position == _data.Length || _data[_position] != (byte)PickleOpcode.Protocol)
        {
            throw Malformed("no pickle of protocol 2 or later starts here");
        }

        while (true)
        {
            int at = _position;
            var opcode = (PickleOpcode)Take(1)[0];
            if (opcode == PickleOpcode.Stop)
            {
                return _stack.Count == 1 && _marks.Count == 0 ? Pop() : throw Malformed($"the pickle ends with {_stack.Count} values instead of one");
            }

            Execute(opcode, at);
        }
    }

    private void Execute(PickleOpcode opcode, int at)
    {
        switch (opcode)
        {
            case PickleOpcode.Protocol:
                byte protocol = Take(1)[0];
                if (protocol is < 2 or > 5)
                {
                    throw Malformed($"the pickle's protocol is {protocol}, expected 2 to 5");
                }

                break;
            case PickleOpcode.Frame: Take(sizeof(ulong)); break; // only a hint for buffered reading
            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.BinInt: Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)))); break;
            case PickleOpcode.BinInt1: Push((long)Take(1)[0]); break;
            case PickleOpcode.BinInt2: Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)))); break;
            case PickleOpcode.Long1: PushInteger(Take(1)[0]); break;
            case PickleOpcode.BinFloat: Push(BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)))); break;
            case PickleOpcode.BinUnicode: Push(ReadText(TakeLength(sizeof(uint)))); break;
            case PickleOpcode.ShortBinUnicode: Push(ReadText(TakeLength(1))); break;
            case PickleOpcode.BinUnicode8: Push(ReadText(TakeLength(sizeof(ulong)))); break;
            case PickleOpcode.BinString: Push(Encoding.Latin1.GetString(Take(TakeLength(sizeof(uint))))); break;
            case PickleOpcode.ShortBinString: Push(Encoding.Latin1.GetString(Take(TakeLength(1)))); break;
            case PickleOpcode.BinBytes: Push(Take(TakeLength(sizeof(uint))).ToArray()); break;
            case PickleOpcode.ShortBinBytes: Push(Take(TakeLength(1)).ToArray()); break;
            case PickleOpcode.BinBytes8: Push(Take(TakeLength(sizeof(ulong))).ToArray()); break;
            case PickleOpcode.Mark: AddMark(); break;
            case PickleOpcode.EmptyList: Push(new List<object?>()); break;
            case PickleOpcode.EmptyDictionary: Push(new PickleDictionary()); break;
            case PickleOpcode.EmptyTuple: Push(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple: Push(PopGroup()); break;
            case PickleOpcode.Tuple1: Push(PopMany(1)); break;
            case PickleOpcode.Tuple2: Push(PopMany(2)); break;
            case PickleOpcode.Tuple3: Push(PopMany(3)); break;
            case PickleOpcode.Append: AddToList(PopMany(1)); break;
            case PickleOpcode.Appends: AddToList(PopGroup()); break;
            case PickleOpcode.SetItem: AddToDictionary(PopMany(2)); break;
            case PickleOpcode.SetItems: AddToDictionary(PopGroup()); break;
            case PickleOpcode.BinGet: Push(Recall(Take(1)[0])); break;
            case PickleOpcode.LongBinGet: Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))))); break;
            case PickleOpcode.BinPut: Remember(Take(1)[0]); break;
            case PickleOpcode.LongBinPut: Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))); break;
            case PickleOpcode.Memoize: Remember((uint)_memo.Count); break;
            case PickleOpcode.Global: PushGlobal(TakeLine(), TakeLine(), at); break;
            case PickleOpcode.StackGlobal: PushStackGlobal(at); break;
            case PickleOpcode.Reduce: Call(at); break;
            case PickleOpcode.Build: Build(at); break;
            case PickleOpcode.BinPersistentId: Push(_factory.CreateStorage(Pop() as object?[], _source, at)); break;
            default: throw _source.NotData($"the opcode 0x{(byte)opcode:x2}, which files of tensors do not need", at);
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _data.Length - _position)
        {
            throw Malformed($"{count} bytes are needed, {_data.Length - _position} are left");
        }

        ReadOnlySpan<byte> taken = _data.Slice(_position, count);
        _position += count;
        return taken;
    }

    /// <summary>A length of so many bytes, which fits into what is left.</summary>
    private int TakeLength(int width)
    {
        ReadOnlySpan<byte> bytes = Take(width);
        ulong length = 0;
        for (int i = width - 1; i >= 0; i--)
        {
            length = (length << 8) | bytes[i];
        }

        return length <= (ulong)(_data.Length - _position)
            ? (int)length
            : throw Malformed($"{length} bytes are needed, {_data.Length - _position} are left");
    }

    private string TakeLine()
    {
        ReadOnlySpan<byte> rest = _data[_position..];
        int length = rest[..Math.Min(rest.Length, LongestGlobalName)].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Malformed($"a name without end within {LongestGlobalName} bytes");
        }

        string line = ReadText(length);
        _position++;
        return line;
    }

    private string ReadText(int length)
    {
        try
        {
            return Utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException error)
        {
            throw _source.Malformed("a text that is not valid UTF-8", _position - length, inner: error);
        }
    }

    private void PushInteger(int length)
    {
        if (length > LongestInteger)
        {
            throw Malformed($"an integer of {length} bytes, at most {LongestInteger} are accepted");
        }

        var value = new BigInteger(Take(length));
        Push(value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value);
    }

    private void Push(object? value)
    {
        if (++_pushed > MaximumValues)
        {
            throw Malformed($"more than {MaximumValues} values");
        }

        _stack.Add(value);
    }

    private void AddMark()
    {
        if (_marks.Count == MaximumValues)
        {
            throw Malformed($"more than {MaximumValues} groups");
        }

        _marks.Add(_stack.Count);
    }

    /// <summary>The top of the stack; what lies below an open group is out of reach.</summary>
    private object? Pop() => PopMany(1)[0];

    private object?[] PopMany(int count)
    {
        if (_stack.Count - (_marks.Count > 0 ? _marks[^1] : 0) < count)
        {
            throw Malformed("the stack has too few values");
        }

        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopGroup()
    {
        if (_marks.Count == 0)
        {
            throw Malformed("a group ends that has not begun");
        }

        object?[] values = PopMany(_stack.Count - _marks[^1]);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    private readonly object? Peek() => _stack.Count > (_marks.Count > 0 ? _marks[^1] : 0) ? _stack[^1] : throw Malformed("the stack has too few values");

    private readonly void AddToList(object?[] values)
    {
        if (Peek() is not List<object?> list)
        {
            throw Malformed("values are added to what is not a list");
        }

        list.AddRange(values);
    }

    private readonly void AddToDictionary(object?[] values)
    {
        if (Peek() is not PickleDictionary dictionary || values.Length % 2 != 0)
        {
            throw Malformed("values are added to what is not a dictionary, or a key has no value");
        }

        for (int i = 0; i < values.Length; i += 2)
        {
            dictionary.Add(values[i], values[i + 1]);
        }
    }

    private readonly object? Recall(uint number) =>
        _memo.TryGetValue(number, out object? value) ? value : throw Malformed($"value {number} is recalled, but was never remembered");

    private readonly void Remember(uint number)
    {
        if (_memo.Count == MaximumValues)
        {
            throw Malformed($"more than {MaximumValues} values are remembered");
        }

        _memo[number] = Peek();
    }

    private void PushStackGlobal(int at)
    {
        object?[] names = PopMany(2);
        PushGlobal(names[0] as string, names[1] as string, at);
    }

    private void PushGlobal(string? module, string? name, int at)
    {
        if (module is null || name is null)
        {
            throw _source.Malformed("a type or function is named by what is not a text", at);
        }

        Push(TorchGlobal.Find($"{module}.{name}") ?? throw _source.NotData($"it asks for {ErrorText.Quote($"{module}.{name}")}, which is not data", at));
    }

    private void Call(int at)
    {
        object?[] parts = PopMany(2);
        if (parts[0] is not TorchGlobal global || parts[1] is not object?[] arguments)
        {
            throw _source.Malformed("a call of what is no function, or without a tuple of arguments", at);
        }

        Push(TorchFactory.Call(global, arguments, _source, at));
    }

    /// <summary>Attributes of a dictionary (the versions of a state dict's modules) say nothing about its tensors.</summary>
    private void Build(int at)
    {
        object?[] parts = PopMany(2);
        Push(parts[0] is PickleDictionary ? parts[0] : throw _source.NotData("attributes are given to an object that is not a dictionary", at));
    }

    private readonly CheckpointException Malformed(string problem) => _source.Malformed(problem, _position);
}
