using System.Collections.Frozen;

namespace DiffPir.Network;

/// <summary>Names and sizes of <see cref="ElementType"/> as safetensors files write them.</summary>
public static class ElementTypes
{
    private static readonly FrozenDictionary<ElementType, (string Name, int Bits)> Known = new Dictionary<ElementType, (string, int)>
    {
        [ElementType.Boolean] = ("BOOL", 8),
        [ElementType.F4] = ("F4", 4),
        [ElementType.F6E2M3] = ("F6_E2M3", 6),
        [ElementType.F6E3M2] = ("F6_E3M2", 6),
        [ElementType.U8] = ("U8", 8),
        [ElementType.I8] = ("I8", 8),
        [ElementType.F8E5M2] = ("F8_E5M2", 8),
        [ElementType.F8E4M3] = ("F8_E4M3", 8),
        [ElementType.F8E8M0] = ("F8_E8M0", 8),
        [ElementType.F8E4M3FNUZ] = ("F8_E4M3FNUZ", 8),
        [ElementType.F8E5M2FNUZ] = ("F8_E5M2FNUZ", 8),
        [ElementType.I16] = ("I16", 16),
        [ElementType.U16] = ("U16", 16),
        [ElementType.F16] = ("F16", 16),
        [ElementType.BF16] = ("BF16", 16),
        [ElementType.I32] = ("I32", 32),
        [ElementType.U32] = ("U32", 32),
        [ElementType.F32] = ("F32", 32),
        [ElementType.C64] = ("C64", 64),
        [ElementType.F64] = ("F64", 64),
        [ElementType.I64] = ("I64", 64),
        [ElementType.U64] = ("U64", 64),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, ElementType> ByName = Known.ToFrozenDictionary(entry => entry.Value.Name, entry => entry.Key);

    /// <summary>The name in a file's header, for example <c>F16</c> or <c>F8_E4M3</c>.</summary>
    /// <param name="type">The element type.</param>
    public static string Name(this ElementType type) => Known[type].Name;

    /// <summary>Bits an element takes in the file.</summary>
    /// <param name="type">The element type.</param>
    public static int Bits(this ElementType type) => Known[type].Bits;

    /// <summary>Whether <see cref="Checkpoint"/> reads tensors of this type as float: F16, BF16, F32 and F64.</summary>
    /// <param name="type">The element type.</param>
    public static bool IsWeight(this ElementType type) => type is ElementType.F16 or ElementType.BF16 or ElementType.F32 or ElementType.F64;

    internal static bool TryParse(string name, out ElementType type) => ByName.TryGetValue(name, out type);
}
