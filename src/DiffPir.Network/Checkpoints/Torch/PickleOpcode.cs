namespace DiffPir.Network;

/// <summary>
/// The operations of a pickle that build plain data, of protocols 2 to 5 as <c>torch.save</c> writes them. All others are refused: among
/// them INST, OBJ, EXT and PERSID, which create objects in ways of old, and POP and DUP, which no writer of tensors needs.
/// </summary>
internal enum PickleOpcode : byte
{
    /// <summary>Starts a group of stack items.</summary>
    Mark = (byte)'(',

    /// <summary>Ends the pickle; its value is on top of the stack.</summary>
    Stop = (byte)'.',

    /// <summary>Signed 32-bit integer.</summary>
    BinInt = (byte)'J',

    /// <summary>Unsigned byte as integer.</summary>
    BinInt1 = (byte)'K',

    /// <summary>Unsigned 16-bit integer.</summary>
    BinInt2 = (byte)'M',

    /// <summary>Signed integer of a counted number of bytes.</summary>
    Long1 = 0x8A,

    /// <summary>None.</summary>
    None = (byte)'N',

    /// <summary>True.</summary>
    NewTrue = 0x88,

    /// <summary>False.</summary>
    NewFalse = 0x89,

    /// <summary>Big-endian double.</summary>
    BinFloat = (byte)'G',

    /// <summary>Text of Python 2, 32-bit length.</summary>
    BinString = (byte)'T',

    /// <summary>Text of Python 2, 8-bit length.</summary>
    ShortBinString = (byte)'U',

    /// <summary>UTF-8 text, 32-bit length.</summary>
    BinUnicode = (byte)'X',

    /// <summary>UTF-8 text, 8-bit length.</summary>
    ShortBinUnicode = 0x8C,

    /// <summary>UTF-8 text, 64-bit length.</summary>
    BinUnicode8 = 0x8D,

    /// <summary>Bytes, 32-bit length.</summary>
    BinBytes = (byte)'B',

    /// <summary>Bytes, 8-bit length.</summary>
    ShortBinBytes = (byte)'C',

    /// <summary>Bytes, 64-bit length.</summary>
    BinBytes8 = 0x8E,

    /// <summary>Empty list.</summary>
    EmptyList = (byte)']',

    /// <summary>Adds the top item to the list below it.</summary>
    Append = (byte)'a',

    /// <summary>Adds a group to the list below it.</summary>
    Appends = (byte)'e',

    /// <summary>Empty dictionary.</summary>
    EmptyDictionary = (byte)'}',

    /// <summary>Adds the top pair to the dictionary below it.</summary>
    SetItem = (byte)'s',

    /// <summary>Adds a group of pairs to the dictionary below it.</summary>
    SetItems = (byte)'u',

    /// <summary>Empty tuple.</summary>
    EmptyTuple = (byte)')',

    /// <summary>Makes a tuple of a group.</summary>
    Tuple = (byte)'t',

    /// <summary>Makes a tuple of the top item.</summary>
    Tuple1 = 0x85,

    /// <summary>Makes a tuple of the top two items.</summary>
    Tuple2 = 0x86,

    /// <summary>Makes a tuple of the top three items.</summary>
    Tuple3 = 0x87,

    /// <summary>Pushes what was remembered under an 8-bit number.</summary>
    BinGet = (byte)'h',

    /// <summary>Pushes what was remembered under a 32-bit number.</summary>
    LongBinGet = (byte)'j',

    /// <summary>Remembers the top item under an 8-bit number.</summary>
    BinPut = (byte)'q',

    /// <summary>Remembers the top item under a 32-bit number.</summary>
    LongBinPut = (byte)'r',

    /// <summary>Remembers the top item under the next number.</summary>
    Memoize = 0x94,

    /// <summary>Names a type or function: module and name, a line each.</summary>
    Global = (byte)'c',

    /// <summary>Names a type or function: module and name from the stack.</summary>
    StackGlobal = 0x93,

    /// <summary>Calls a named function with a tuple of arguments.</summary>
    Reduce = (byte)'R',

    /// <summary>Makes an object of a class with a tuple of arguments.</summary>
    NewObject = 0x81,

    /// <summary>Empty set.</summary>
    EmptySet = 0x8F,

    /// <summary>Adds a group to the set below it.</summary>
    AddItems = 0x90,

    /// <summary>Makes a frozen set of a group.</summary>
    FrozenSet = 0x91,

    /// <summary>Hands an object its attributes.</summary>
    Build = (byte)'b',

    /// <summary>Stands for something outside of the pickle: a storage.</summary>
    BinPersistentId = (byte)'Q',

    /// <summary>Says which protocol follows.</summary>
    Protocol = 0x80,

    /// <summary>Says how many bytes belong together.</summary>
    Frame = 0x95,
}
