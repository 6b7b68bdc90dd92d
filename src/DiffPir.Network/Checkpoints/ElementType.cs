namespace DiffPir.Network;

/// <summary>Element types of the safetensors format. Only the floating-point ones of 16 bits and more can be read as weights.</summary>
public enum ElementType
{
    /// <summary>One byte, 0 or 1.</summary>
    Boolean,

    /// <summary>4-bit float, two to a byte.</summary>
    F4,

    /// <summary>6-bit float, 2 bits of exponent and 3 of mantissa.</summary>
    F6E2M3,

    /// <summary>6-bit float, 3 bits of exponent and 2 of mantissa.</summary>
    F6E3M2,

    /// <summary>Unsigned byte.</summary>
    U8,

    /// <summary>Signed byte.</summary>
    I8,

    /// <summary>8-bit float, 5 bits of exponent and 2 of mantissa.</summary>
    F8E5M2,

    /// <summary>8-bit float, 4 bits of exponent and 3 of mantissa.</summary>
    F8E4M3,

    /// <summary>8-bit power of two.</summary>
    F8E8M0,

    /// <summary>8-bit float, 4 bits of exponent and 3 of mantissa, no negative zero.</summary>
    F8E4M3FNUZ,

    /// <summary>8-bit float, 5 bits of exponent and 2 of mantissa, no negative zero.</summary>
    F8E5M2FNUZ,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a single: 8 bits of exponent, 7 of mantissa.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>Complex number, two singles.</summary>
    C64,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,
}
