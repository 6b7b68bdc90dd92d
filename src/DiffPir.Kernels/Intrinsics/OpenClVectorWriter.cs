using System.Text;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.IR;
using ILGPU.IR.Types;
using ILGPU.IR.Values;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Prints OpenCL C vectors. Memory is read through pointers to a vector type of 4-byte alignment: vload16 and vstore16 are split into
/// narrow pieces by PoCL and cost 40 %.
/// </summary>
internal sealed class OpenClVectorWriter(CLCodeGenerator generator, MethodCall call) : VectorWriter(call)
{
    private readonly StringBuilder _text = generator.Builder;
    private int _names;

    private string Type => Width == 1 ? "float" : $"float{Width}";

    private string IntType => Width == 1 ? "int" : $"int{Width}";

    /// <summary>Opens the scope of the intrinsic's names.</summary>
    public void Begin() => _text.AppendLine($"\t{{ typedef {Type} vf __attribute__((aligned(4)));");

    /// <summary>Closes it.</summary>
    public void End() => _text.AppendLine("\t}");

    /// <inheritdoc/>
    public override PointerText Pointer(int argument)
    {
        string space = ((PointerType)Call[argument].Type).AddressSpace switch
        {
            MemoryAddressSpace.Global => "global ",
            MemoryAddressSpace.Shared => "local ",
            MemoryAddressSpace.Local => "private ",
            _ => string.Empty,
        };
        return new(Text(argument), space);
    }

    /// <inheritdoc/>
    public override string Integer(int argument) => Text(argument);

    /// <inheritdoc/>
    public override VectorText Splat(int argument) => Define($"({Type})({Text(argument)})");

    /// <inheritdoc/>
    public override VectorText LoadSplat(PointerText pointer, int offset) =>
        Define($"({Type})(*((const {pointer.Space}float*)({pointer.Text}) + {offset}))");

    /// <inheritdoc/>
    public override PointerText Advance(PointerText pointer, string stride, int times) =>
        times == 0 ? pointer : pointer with { Text = $"({pointer.Text} + (long)({stride}) * {times})" };

    /// <inheritdoc/>
    public override VectorText Load(PointerText pointer, int offset) => Define(Access(pointer, offset));

    /// <inheritdoc/>
    public override VectorText LoadHalves(PointerText pointer, int offset)
    {
        // Clang has the conversion as an instruction. Elsewhere: exponent and fraction to their places, then 2^112 for the exponent's other
        // bias, which is exact, subnormal halves included (under Clang: the FFHQ-size network 1.4 times slower).
        string name = $"v{_names++}", address = $"({pointer.Text} + {offset})";
        _text.AppendLine("#if defined(__clang__) && defined(__FLT16_MAX__)");
        _text.AppendLine($"\ttypedef _Float16 {name}a __attribute__((ext_vector_type(16))); typedef {name}a {name}h __attribute__((aligned(2)));");
        _text.AppendLine($"\tfloat16 {name} = __builtin_convertvector(*({pointer.Space}{name}h*){address}, float16);");
        _text.AppendLine("#else");
        _text.AppendLine($"\ttypedef ushort16 {name}h __attribute__((aligned(2)));");
        _text.AppendLine($"\tuint16 {name}b = convert_uint16(*({pointer.Space}{name}h*){address});");
        _text.AppendLine(
            $"\tfloat16 {name} = as_float16(as_uint16(as_float16(({name}b & 0x7fffu) << 13) * 0x1p112f) | (({name}b & 0x8000u) << 16));");
        _text.AppendLine("#endif");
        return new([name]);
    }

    /// <inheritdoc/>
    public override void Store(PointerText pointer, int offset, VectorText value) =>
        _text.AppendLine($"\t{Access(pointer, offset)} = {value.Parts[0]};");

    /// <inheritdoc/>
    public override void Prefetch(PointerText pointer, bool soon)
    {
        // OpenCL's own prefetch() does nothing in PoCL; where the compiler is not Clang, neither does this. SPIR-V, to which Intel's
        // drivers compile, has no such
        // instruction.
        _text.AppendLine("#if defined(__has_builtin) && !defined(__SPIR__) && !defined(__SPIRV__)").AppendLine("#if __has_builtin(__builtin_prefetch)");
        _text.AppendLine($"\t__builtin_prefetch({pointer.Text}, 0, {(soon ? 3 : 2)});").AppendLine("#endif").AppendLine("#endif");
    }

    /// <inheritdoc/>
    public override void Assign(VectorText variable, VectorText value) => _text.AppendLine($"\t{variable.Parts[0]} = {value.Parts[0]};");

    /// <inheritdoc/>
    public override void StoreSum(PointerText pointer, int offset, VectorText value, PointerText addend, int addendOffset)
    {
        _text.AppendLine($"\t{{ float8 s8 = {value.Parts[0]}.lo + {value.Parts[0]}.hi; float4 s4 = s8.lo + s8.hi; float2 s2 = s4.lo + s4.hi;");
        _text.AppendLine(
            $"\t*(({pointer.Space}float*)({pointer.Text}) + {offset}) = s2.x + s2.y + *((const {addend.Space}float*)({addend.Text}) + {addendOffset}); }}");
    }

    /// <inheritdoc/>
    public override VectorText Constant(float value) =>
        new([$"({Type})(as_float({BitConverter.SingleToInt32Bits(value)}))"]);

    /// <inheritdoc/>
    public override VectorText Fma(VectorText a, VectorText b, VectorText c) => Define($"fma({a.Parts[0]}, {b.Parts[0]}, {c.Parts[0]})");

    /// <inheritdoc/>
    public override VectorText Add(VectorText a, VectorText b) => Define($"{a.Parts[0]} + {b.Parts[0]}");

    /// <inheritdoc/>
    public override VectorText Subtract(VectorText a, VectorText b) => Define($"{a.Parts[0]} - {b.Parts[0]}");

    /// <inheritdoc/>
    public override VectorText Multiply(VectorText a, VectorText b) => Define($"{a.Parts[0]} * {b.Parts[0]}");

    /// <inheritdoc/>
    public override VectorText Divide(VectorText a, VectorText b) => Define($"{a.Parts[0]} / {b.Parts[0]}");

    /// <inheritdoc/>
    public override VectorText Negate(VectorText a) => Define($"-{a.Parts[0]}");

    /// <inheritdoc/>
    public override VectorText Max(VectorText a, VectorText b) => Define($"fmax({a.Parts[0]}, {b.Parts[0]})");

    /// <inheritdoc/>
    public override VectorText Min(VectorText a, VectorText b) => Define($"fmin({a.Parts[0]}, {b.Parts[0]})");

    /// <inheritdoc/>
    public override VectorText WherePositive(VectorText condition, VectorText value) =>
        Define($"{condition.Parts[0]} > {Constant(0f).Parts[0]} ? {value.Parts[0]} : {Constant(0f).Parts[0]}");

    /// <inheritdoc/>
    public override VectorText Interleave(VectorText a, VectorText b, bool upper)
    {
        var lanes = Enumerable.Range(upper ? Width / 2 : 0, Width / 2).SelectMany(lane => new[] { $"{a.Parts[0]}.s{lane:x}", $"{b.Parts[0]}.s{lane:x}" });
        return Define($"({Type})({string.Join(", ", lanes)})");
    }

    /// <inheritdoc/>
    public override VectorText ScaleByPowerOfTwo(VectorText value, VectorText biased) =>
        Define($"as_{Type}(as_{IntType}({value.Parts[0]}) + (as_{IntType}({biased.Parts[0]}) << 23))");

    /// <inheritdoc/>
    public override void BeginIfGreater(string count, int index) => _text.AppendLine($"\tif (({count}) > {index}) {{");

    /// <inheritdoc/>
    public override void EndIf() => _text.AppendLine("\t}");

    // Constants print nothing by themselves in ILGPU 1.5: unwrap them.
    internal static string Text(VariableAllocator.Variable variable) => variable switch
    {
        VariableAllocator.ConstantVariable { Value.BasicValueType: BasicValueType.Float32 } c =>
            $"as_float({BitConverter.SingleToInt32Bits(c.Value.Float32Value)})",
        VariableAllocator.ConstantVariable { Value.BasicValueType: BasicValueType.Int64 } c => $"{c.Value.Int64Value}L",
        VariableAllocator.ConstantVariable c => c.Value.Int32Value.ToString(),
        _ => variable.ToString()!,
    };

    private static string Access(PointerText pointer, int offset) => $"*({pointer.Space}vf*)({pointer.Text} + {offset})";

    private string Text(int argument) => Text(generator.Load(Call[argument]));

    private VectorText Define(string expression)
    {
        string name = $"v{_names++}";
        _text.AppendLine($"\t{Type} {name} = {expression};");
        return new([name]);
    }
}
