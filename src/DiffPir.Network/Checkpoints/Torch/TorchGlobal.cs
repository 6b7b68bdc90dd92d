using System.Collections.Frozen;

namespace DiffPir.Network;

/// <summary>
/// A type or function that a pickle may name. There are no others, and none is looked up anywhere: each name stands for a few lines of
/// code here.
/// </summary>
internal abstract record TorchGlobal
{
    private static readonly FrozenDictionary<string, TorchGlobal> Allowed = Names().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The global of a name.</summary>
    /// <param name="qualifiedName">Module and name, joined by a dot.</param>
    /// <returns>Null if it is none of those that describe tensors.</returns>
    public static TorchGlobal? Find(string qualifiedName) => Allowed.GetValueOrDefault(qualifiedName);

    private static Dictionary<string, TorchGlobal> Names()
    {
        var names = new Dictionary<string, TorchGlobal>
        {
            ["collections.OrderedDict"] = new OrderedDictionary(),
            ["torch._utils._rebuild_tensor"] = new Tensor(Versioned: false),
            ["torch._utils._rebuild_tensor_v2"] = new Tensor(Versioned: true),
            ["torch._utils._rebuild_parameter"] = new Parameter(),
            ["torch.Size"] = new Size(),
        };
        (string Name, ElementType Type)[] storages =
        [
            ("Double", ElementType.F64), ("Float", ElementType.F32), ("Half", ElementType.F16), ("BFloat16", ElementType.BF16),
            ("Long", ElementType.I64), ("Int", ElementType.I32), ("Short", ElementType.I16), ("Char", ElementType.I8),
            ("Byte", ElementType.U8), ("Bool", ElementType.Boolean), ("ComplexFloat", ElementType.C64),
        ];
        foreach ((string name, ElementType type) in storages)
        {
            names.Add($"torch.{name}Storage", new Storage(type));
            names.Add($"torch.cuda.{name}Storage", new Storage(type)); // written by old versions for tensors on a GPU
        }

        return names;
    }

    /// <summary>A dictionary that keeps its order.</summary>
    public sealed record OrderedDictionary : TorchGlobal;

    /// <summary>Rebuilds a tensor from a storage, an offset, sides and strides, and if versioned two arguments about gradients.</summary>
    public sealed record Tensor(bool Versioned) : TorchGlobal;

    /// <summary>Marks a tensor as trainable.</summary>
    public sealed record Parameter : TorchGlobal;

    /// <summary>A tuple of sides.</summary>
    public sealed record Size : TorchGlobal;

    /// <summary>A storage of elements of one type.</summary>
    public sealed record Storage(ElementType Type) : TorchGlobal;
}
