using System.Collections.Frozen;

namespace DiffPir.Network;

/// <summary>
/// A type or function that a pickle may name. None is looked up anywhere: each name that tensors need stands for a few lines of code here,
/// and all others, which programs keep beside their weights, for an object without contents. A file that names what runs code is refused:
/// nothing would be run, but it was not made to be read.
/// </summary>
internal abstract record TorchGlobal
{
    private static readonly FrozenDictionary<string, TorchGlobal> Allowed = Names().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The global of a name.</summary>
    /// <param name="qualifiedName">Module and name, joined by a dot.</param>
    /// <returns>Null for what runs code, and for tensors and storages of unknown kinds.</returns>
    public static TorchGlobal? Find(string qualifiedName) =>
        Allowed.GetValueOrDefault(qualifiedName) ?? (IsInert(qualifiedName) ? new Foreign(qualifiedName) : null);

    private static bool IsInert(string name)
    {
        bool isTensor = name.EndsWith("Storage", StringComparison.Ordinal) || TensorModules.Any(module => name.StartsWith(module, StringComparison.Ordinal));
        return !isTensor && (Types.Contains(name) || !Running.Contains(name.Split('.', 2)[0]));
    }

    /// <summary>What makes tensors and storages; those that are not listed would be missed.</summary>
    private static readonly string[] TensorModules = ["torch._utils.", "torch._tensor.", "torch.storage.", "torch.serialization.", "torch.hub."];

    /// <summary>Modules of Python that run code, open files and connections, or reach other objects by their names.</summary>
    private static readonly FrozenSet<string> Running = FrozenSet.Create(
        StringComparer.Ordinal,
        "builtins", "__builtin__", "os", "posix", "nt", "sys", "subprocess", "importlib", "imp", "runpy", "pty", "shutil", "socket", "ctypes", "cffi",
        "pickle", "_pickle", "cloudpickle", "dill", "joblib", "code", "codeop", "operator", "_operator", "multiprocessing", "threading", "asyncio",
        "webbrowser", "commands", "popen2", "pip", "io", "_io", "tempfile", "urllib", "http", "ftplib", "bdb", "pdb", "timeit", "profile", "cProfile",
        "doctest", "platform", "signal", "inspect", "marshal", "zipimport", "pkgutil", "site", "ensurepip", "venv");

    /// <summary>Types of Python itself that are plain data.</summary>
    private static readonly FrozenSet<string> Types = new[] { "builtins", "__builtin__" }
        .SelectMany(static module => new[]
        {
            "set", "frozenset", "int", "float", "bool", "complex", "str", "bytes", "bytearray", "list", "dict", "tuple", "slice", "range", "object",
        }.Select(name => $"{module}.{name}"))
        .ToFrozenSet(StringComparer.Ordinal);

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
        foreach ((string name, var type) in storages)
        {
            names.Add($"torch.{name}Storage", new Storage(type));
            names.Add($"torch.cuda.{name}Storage", new Storage(type)); // written by old versions for tensors on a GPU
        }

        return names;
    }

    /// <summary>A class or function of another program, by its name.</summary>
    public sealed record Foreign(string Name) : TorchGlobal;

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
