using System.Text;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Types;
using ILGPU.IR.Values;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Prints scalar PTX, one instruction a lane; four lanes in global memory are read and written at once. Every product and sum is rounded by
/// name (.rn), so that ptxas contracts nothing.
/// </summary>
internal sealed class PtxVectorWriter(PTXCodeGenerator generator, MethodCall call) : VectorWriter(call)
{
    private readonly StringBuilder _text = generator.Builder;
    private readonly Stack<string> _labels = new();
    private int _names;

    /// <summary>Opens the scope of the intrinsic's registers and labels.</summary>
    public void Begin() => Line("{");

    /// <summary>Closes it.</summary>
    public void End() => Line("}");

    /// <inheritdoc/>
    public override PointerText Pointer(int argument)
    {
        string space = ((PointerType)Call[argument].Type).AddressSpace switch
        {
            MemoryAddressSpace.Global => ".global",
            MemoryAddressSpace.Shared => ".shared",
            MemoryAddressSpace.Local => ".local",
            _ => string.Empty,
        };
        return new(Register(generator, Call[argument]), space);
    }

    /// <inheritdoc/>
    public override string Integer(int argument) => Register(generator, Call[argument]);

    /// <inheritdoc/>
    public override VectorText Splat(int argument) => Repeat(Register(generator, Call[argument]));

    /// <inheritdoc/>
    public override VectorText LoadSplat(PointerText pointer, int offset)
    {
        string name = Declare("f32");
        Line($"ld{pointer.Space}.f32 {name}, [{pointer.Text}+{4 * offset}];");
        return Repeat(name);
    }

    /// <inheritdoc/>
    public override PointerText Advance(PointerText pointer, string stride, int times)
    {
        if (times == 0)
        {
            return pointer;
        }

        string name = Declare("u64");
        Line($"mad.wide.s32 {name}, {stride}, {4 * times}, {pointer.Text};");
        return pointer with { Text = name };
    }

    /// <inheritdoc/>
    public override VectorText Load(PointerText pointer, int offset)
    {
        if (!IsQuad(pointer))
        {
            return Lanes((name, lane) => $"ld{pointer.Space}.f32 {name}, [{pointer.Text}+{4 * (offset + lane)}];");
        }

        string[] parts = [.. Enumerable.Range(0, Width).Select(_ => Declare("f32"))];
        Line($"ld{pointer.Space}.v4.f32 {{{string.Join(", ", parts)}}}, [{pointer.Text}+{4 * offset}];");
        return new(parts);
    }

    /// <inheritdoc/>
    public override VectorText LoadHalves(PointerText pointer, int offset) => Lanes((name, lane) =>
    {
        string half = Declare("b16");
        Line($"ld{pointer.Space}.b16 {half}, [{pointer.Text}+{(4 * offset) + (2 * lane)}];");
        return $"cvt.f32.f16 {name}, {half};";
    });

    /// <inheritdoc/>
    public override void Store(PointerText pointer, int offset, VectorText value)
    {
        if (IsQuad(pointer))
        {
            Line($"st{pointer.Space}.v4.f32 [{pointer.Text}+{4 * offset}], {{{string.Join(", ", value.Parts)}}};");
            return;
        }

        for (int lane = 0; lane < Width; lane++)
        {
            Line($"st{pointer.Space}.f32 [{pointer.Text}+{4 * (offset + lane)}], {value.Parts[lane]};");
        }
    }

    /// <inheritdoc/>
    public override void Prefetch(PointerText pointer, bool soon)
    {
    }

    /// <inheritdoc/>
    public override void Assign(VectorText variable, VectorText value)
    {
        for (int lane = 0; lane < Width; lane++)
        {
            Line($"mov.f32 {variable.Parts[lane]}, {value.Parts[lane]};");
        }
    }

    /// <inheritdoc/>
    public override void StoreSum(PointerText pointer, int offset, VectorText value, PointerText addend, int addendOffset)
    {
        string sum = Declare("f32");
        Line($"ld{addend.Space}.f32 {sum}, [{addend.Text}+{4 * addendOffset}];");
        foreach (string part in value.Parts)
        {
            Line($"add.rn.f32 {sum}, {sum}, {part};");
        }

        Line($"st{pointer.Space}.f32 [{pointer.Text}+{4 * offset}], {sum};");
    }

    /// <inheritdoc/>
    public override VectorText Constant(float value) => Repeat($"0f{BitConverter.SingleToInt32Bits(value):X8}");

    /// <inheritdoc/>
    public override VectorText Fma(VectorText a, VectorText b, VectorText c) =>
        Lanes((name, i) => $"fma.rn.f32 {name}, {a.Parts[i]}, {b.Parts[i]}, {c.Parts[i]};");

    /// <inheritdoc/>
    public override VectorText Add(VectorText a, VectorText b) => Binary("add.rn.f32", a, b);

    /// <inheritdoc/>
    public override VectorText Subtract(VectorText a, VectorText b) => Binary("sub.rn.f32", a, b);

    /// <inheritdoc/>
    public override VectorText Multiply(VectorText a, VectorText b) => Binary("mul.rn.f32", a, b);

    /// <inheritdoc/>
    public override VectorText Divide(VectorText a, VectorText b) => Binary("div.rn.f32", a, b);

    /// <inheritdoc/>
    public override VectorText Negate(VectorText a) => Lanes((name, i) => $"neg.f32 {name}, {a.Parts[i]};");

    /// <inheritdoc/>
    public override VectorText Max(VectorText a, VectorText b) => Binary("max.f32", a, b);

    /// <inheritdoc/>
    public override VectorText Min(VectorText a, VectorText b) => Binary("min.f32", a, b);

    /// <inheritdoc/>
    public override VectorText WherePositive(VectorText condition, VectorText value) => Lanes((name, i) =>
    {
        string predicate = Declare("pred");
        Line($"setp.gt.f32 {predicate}, {condition.Parts[i]}, 0f00000000;");
        return $"selp.f32 {name}, {value.Parts[i]}, 0f00000000, {predicate};";
    });

    /// <inheritdoc/>
    public override VectorText Interleave(VectorText a, VectorText b, bool upper) =>
        new([.. Enumerable.Range(upper ? Width / 2 : 0, Width / 2).SelectMany(lane => new[] { a.Parts[lane], b.Parts[lane] })]);

    /// <inheritdoc/>
    public override VectorText ScaleByPowerOfTwo(VectorText value, VectorText biased) => Lanes((name, i) =>
    {
        string bits = Declare("b32"), power = Declare("b32");
        Line($"mov.b32 {bits}, {value.Parts[i]};");
        Line($"mov.b32 {power}, {biased.Parts[i]};");
        Line($"shl.b32 {power}, {power}, 23;");
        Line($"add.s32 {bits}, {bits}, {power};");
        return $"mov.b32 {name}, {bits};";
    });

    /// <inheritdoc/>
    public override void BeginIfGreater(string count, int index)
    {
        string predicate = Declare("pred"), label = $"skip{_names++}";
        Line($"setp.le.s32 {predicate}, {count}, {index};");
        Line($"@{predicate} bra {label};");
        _labels.Push(label);
    }

    /// <inheritdoc/>
    public override void EndIf() => Line($"{_labels.Pop()}:");

    /// <summary>The register of a value; a constant is moved into one first.</summary>
    internal static string Register(PTXCodeGenerator generator, Value value) =>
        "%" + PTXRegisterAllocator.GetStringRepresentation(generator.EnsureHardwareRegister(generator.LoadPrimitive(value)));

    // Memory of the other spaces is aligned to a float alone.
    private bool IsQuad(PointerText pointer) => Width == default(Lanes4).Width && pointer.Space == ".global";

    private VectorText Binary(string instruction, VectorText a, VectorText b) =>
        Lanes((name, i) => $"{instruction} {name}, {a.Parts[i]}, {b.Parts[i]};");

    private VectorText Lanes(Func<string, int, string> instruction)
    {
        string[] parts = new string[Width];
        for (int lane = 0; lane < Width; lane++)
        {
            parts[lane] = Declare("f32");
            Line(instruction(parts[lane], lane));
        }

        return new(parts);
    }

    private VectorText Repeat(string text) => new(Enumerable.Repeat(text, Width).ToArray());

    private string Declare(string type)
    {
        string name = $"v{_names++}";
        Line($".reg .{type} {name};");
        return name;
    }

    private void Line(string text) => _text.AppendLine("\t" + text);
}
