namespace DiffPir.Cli.Images.Matlab;

/// <summary>The types of elements of a MAT-file of version 5, by their numbers there.</summary>
internal enum MatType
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Signed, 1 byte.</summary>
    Int8 = 1,

    /// <summary>Unsigned, 1 byte.</summary>
    UInt8 = 2,

    /// <summary>Signed, 2 bytes.</summary>
    Int16 = 3,

    /// <summary>Unsigned, 2 bytes.</summary>
    UInt16 = 4,

    /// <summary>Signed, 4 bytes.</summary>
    Int32 = 5,

    /// <summary>Unsigned, 4 bytes.</summary>
    UInt32 = 6,

    /// <summary>IEEE single precision.</summary>
    Single = 7,

    /// <summary>IEEE double precision.</summary>
    Double = 9,

    /// <summary>Signed, 8 bytes.</summary>
    Int64 = 12,

    /// <summary>Unsigned, 8 bytes.</summary>
    UInt64 = 13,

    /// <summary>An array, made of elements.</summary>
    Matrix = 14,

    /// <summary>An element, compressed with zlib.</summary>
    Compressed = 15,
}
