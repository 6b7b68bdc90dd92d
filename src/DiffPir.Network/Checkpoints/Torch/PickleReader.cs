using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace DiffPir.Network;

/// <summary>
/// Runs a pickle's opcodes over plain data: numbers, texts, lists, tuples (as arrays), dictionaries, and what <see cref="TorchGlobal"/>
/// allows. A pickle is a program for a stack machine; here it can build values and nothing else. Objects of other programs' classes become
/// <see cref="PickleObject"/>, in which nothing is kept. Opcodes that are not listed, and names of what runs code, are refused, all values
/// come out of one budget, and depth costs no stack, as no step calls itself.
/// </summary>
internal ref struct PickleReader
{
    /// <summary>The longest pickle that is accepted, in bytes; a model of 600 tensors needs about 100 kB.</summary>
    public const int MaximumLength = 64 << 20;

    /// <summary>The longest integer, in bytes; the mark of old PyTorch files takes 10.</summary>
    private const int LongestInteger = 16;

    /// <summary>The longest module or function name, in bytes.</summary>
    private const int LongestGlobalName = 256;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _data;
    private readonly PickleSource _source;
    private readonly TorchFactory _factory;
    private readonly PickleStack _stack;
    private int _position;

    private PickleReader(ReadOnlySpan<byte> data, int start, PickleSource source, TorchFactory factory)
    {
        _data = data;
        _position = start;
        _source = source;
        _factory = factory;
        _stack = new PickleStack(source) { At = start };
    }

    /// <summary>Reads one pickle.</summary>
    /// <param name="data">Bytes that hold it.</param>
    /// <param name="start">Its first byte; afterwards, the first byte behind it.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="factory">Makes storages and tensors.</param>
    /// <returns>
    /// Null, bool, long, BigInteger, double, string, byte[], object?[] (tuple), List of object?, or a type of this folder.
    /// </returns>
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
            _stack.At = _position;
            var opcode = (PickleOpcode)Take(1)[0];
            if (opcode == PickleOpcode.Stop)
            {
                return _stack.PopLast();
            }

            Execute(opcode);
        }
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Protocol: RequireProtocol(Take(1)[0]); break;
            case PickleOpcode.Frame: Take(sizeof(ulong)); break; // only a hint for buffered reading
            case PickleOpcode.None: _stack.Push(null); break;
            case PickleOpcode.NewTrue: _stack.Push(true); break;
            case PickleOpcode.NewFalse: _stack.Push(false); break;
            case PickleOpcode.BinInt: _stack.Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)))); break;
            case PickleOpcode.BinInt1: _stack.Push((long)Take(1)[0]); break;
            case PickleOpcode.BinInt2: _stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)))); break;
            case PickleOpcode.Long1: PushInteger(Take(1)[0]); break;
            case PickleOpcode.BinFloat: _stack.Push(BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)))); break;
            case PickleOpcode.BinUnicode: _stack.Push(ReadText(TakeLength(sizeof(uint)))); break;
            case PickleOpcode.ShortBinUnicode: _stack.Push(ReadText(TakeLength(1))); break;
            case PickleOpcode.BinUnicode8: _stack.Push(ReadText(TakeLength(sizeof(ulong)))); break;
            case PickleOpcode.BinString: _stack.Push(Encoding.Latin1.GetString(TakeText(TakeLength(sizeof(uint))))); break;
            case PickleOpcode.ShortBinString: _stack.Push(Encoding.Latin1.GetString(TakeText(TakeLength(1)))); break;
            case PickleOpcode.BinBytes: _stack.Push(TakeText(TakeLength(sizeof(uint))).ToArray()); break;
            case PickleOpcode.ShortBinBytes: _stack.Push(TakeText(TakeLength(1)).ToArray()); break;
            case PickleOpcode.BinBytes8: _stack.Push(TakeText(TakeLength(sizeof(ulong))).ToArray()); break;
            case PickleOpcode.Mark: _stack.Mark(); break;
            case PickleOpcode.EmptyList: _stack.Push(new List<object?>()); break;
            case PickleOpcode.EmptyDictionary: _stack.Push(new PickleDictionary()); break;
            case PickleOpcode.EmptyTuple: _stack.Push(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple: _stack.Push(_stack.PopGroup()); break;
            case PickleOpcode.Tuple1: _stack.Push(_stack.Pop(1)); break;
            case PickleOpcode.Tuple2: _stack.Push(_stack.Pop(2)); break;
            case PickleOpcode.Tuple3: _stack.Push(_stack.Pop(3)); break;
            case PickleOpcode.Append: AddToList(_stack.Pop(1)); break;
            case PickleOpcode.Appends: AddToList(_stack.PopGroup()); break;
            case PickleOpcode.SetItem: AddToDictionary(_stack.Pop(2)); break;
            case PickleOpcode.SetItems: AddToDictionary(_stack.PopGroup()); break;
            case PickleOpcode.BinGet: _stack.Recall(Take(1)[0]); break;
            case PickleOpcode.LongBinGet: _stack.Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))); break;
            case PickleOpcode.BinPut: _stack.Remember(Take(1)[0]); break;
            case PickleOpcode.LongBinPut: _stack.Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))); break;
            case PickleOpcode.Memoize: _stack.Remember(); break;
            case PickleOpcode.Global: PushGlobal(TakeLine(), TakeLine()); break;
            case PickleOpcode.StackGlobal: PushStackGlobal(); break;
            case PickleOpcode.Reduce or PickleOpcode.NewObject: Call(); break;
            case PickleOpcode.EmptySet: _stack.Push(new PickleObject("set")); break;
            case PickleOpcode.AddItems: AddToSet(_stack.PopGroup()); break;
            case PickleOpcode.FrozenSet: _stack.PopGroup(); _stack.Push(new PickleObject("frozenset")); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.BinPersistentId: _stack.Push(_factory.CreateStorage(_stack.Pop() as object?[], _source, _stack.At)); break;
            default: throw NotData($"the opcode 0x{(byte)opcode:x2}, which files of tensors do not need");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _data.Length - _position)
        {
            throw Malformed($"{count} bytes are needed, {_data.Length - _position} are left");
        }

        var taken = _data.Slice(_position, count);
        _position += count;
        return taken;
    }

    /// <summary>Bytes that are copied, which takes a share of the budget.</summary>
    private ReadOnlySpan<byte> TakeText(int length)
    {
        _source.Take(PickleBudget.OfText(length), _stack.At);
        return Take(length);
    }

    /// <summary>A length of so many bytes, which fits into what is left.</summary>
    private int TakeLength(int width)
    {
        var bytes = Take(width);
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
        var rest = _data[_position..];
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
            return Utf8.GetString(TakeText(length));
        }
        catch (DecoderFallbackException error)
        {
            throw _source.Malformed("a text that is not valid UTF-8", _position - length, inner: error);
        }
    }

    private readonly void RequireProtocol(byte protocol)
    {
        if (protocol is < 2 or > 5)
        {
            throw Malformed($"the pickle's protocol is {protocol}, expected 2 to 5");
        }
    }

    private void PushInteger(int length)
    {
        if (length > LongestInteger)
        {
            throw Malformed($"an integer of {length} bytes, at most {LongestInteger} are accepted");
        }

        var value = new BigInteger(Take(length));
        _stack.Push(value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value);
    }

    private readonly void AddToList(object?[] values)
    {
        switch (_stack.Peek())
        {
            case List<object?> list: list.AddRange(values); break;
            case PickleObject: break;
            default: throw Malformed("values are added to what is not a list");
        }
    }

    private readonly void AddToSet(object?[] values)
    {
        if (_stack.Peek() is not PickleObject)
        {
            throw Malformed($"{values.Length} values are added to what is not a set");
        }
    }

    private readonly void AddToDictionary(object?[] values)
    {
        if (_stack.Peek() is PickleObject)
        {
            return;
        }

        if (_stack.Peek() is not PickleDictionary dictionary || values.Length % 2 != 0)
        {
            throw Malformed("values are added to what is not a dictionary, or a key has no value");
        }

        for (int i = 0; i < values.Length; i += 2)
        {
            dictionary.Add(values[i], values[i + 1]);
        }
    }

    private readonly void PushStackGlobal()
    {
        object?[] names = _stack.Pop(2);
        PushGlobal(names[0] as string, names[1] as string);
    }

    private readonly void PushGlobal(string? module, string? name)
    {
        if (module is null || name is null)
        {
            throw Malformed("a type or function is named by what is not a text");
        }

        string qualified = $"{module}.{name}";
        _stack.Push(TorchGlobal.Find(qualified) ?? throw NotData($"it asks for {ErrorText.Quote(qualified)}, which is not data"));
    }

    private readonly void Call()
    {
        object?[] parts = _stack.Pop(2);
        if (parts[0] is not TorchGlobal global || parts[1] is not object?[] arguments)
        {
            throw Malformed("a call of what is no function, or without a tuple of arguments");
        }

        _stack.Push(TorchFactory.Call(global, arguments, _source, _stack.At));
    }

    /// <summary>Attributes of a dictionary (the versions of a state dict's modules) and of foreign objects say nothing about tensors.</summary>
    private readonly void Build()
    {
        object?[] parts = _stack.Pop(2);
        _stack.Push(parts[0] is PickleDictionary or PickleObject ? parts[0] : throw NotData("attributes are given to an object that is not a dictionary"));
    }

    private readonly CheckpointException Malformed(string problem) => _source.Malformed(problem, _stack.At);

    private readonly CheckpointException NotData(string problem) => _source.NotData(problem, _stack.At);
}
