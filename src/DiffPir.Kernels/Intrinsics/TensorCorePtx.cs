using System.Reflection;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Types;
using ILGPU.IR.Values;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Prints <see cref="TensorCore"/> as PTX. Sums and fragments are named registers, declared once in the kernel's first block: ILGPU's own
/// values cannot be handed to an instruction with many results, and arrays of them would live in memory.
/// </summary>
internal static class TensorCorePtx
{
    private const int RowBytes = 16 * TensorCoreLayout.RowChunks;

    internal static void Begin(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var tile = Shape<ITensorTile>(value);
        int sums = 4 * tile.RowTiles * tile.ColumnTiles;
        Line(generator, $".reg .f32 sum<{sums}>;");
        Line(generator, $".reg .b32 left<{4 * tile.RowTiles}>, right<{2 * tile.ColumnTiles}>;");
        for (int i = 0; i < sums; i++)
        {
            Line(generator, $"mov.f32 sum{i}, 0f00000000;");
        }
    }

    internal static void MultiplyAdd(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var tile = Shape<ITensorTile>(value);
        var element = Shape<ITensorElement>(value);
        string left = SharedPointer(generator, value, 0), right = SharedPointer(generator, value, 1);
        for (int j = 0; j < tile.ColumnTiles / 2; j++)
        {
            Line(generator, $"ldmatrix.sync.aligned.m8n8.x4.shared.b16 {{{Registers("right", 4 * j, 4)}}}, [{right}+{j * 16 * RowBytes}];");
        }

        for (int i = 0; i < tile.RowTiles; i++)
        {
            Line(generator, $"ldmatrix.sync.aligned.m8n8.x4.shared.b16 {{{Registers("left", 4 * i, 4)}}}, [{left}+{i * 16 * RowBytes}];");
        }

        if (element is Tf32Element)
        {
            for (int i = 0; i < 4 * tile.RowTiles; i++)
            {
                Line(generator, $"cvt.rna.tf32.f32 left{i}, left{i};");
            }
        }

        string shape = element is Tf32Element ? "m16n8k8" : "m16n8k16", type = element.PtxName;
        for (int i = 0; i < tile.RowTiles; i++)
        {
            for (int j = 0; j < tile.ColumnTiles; j++)
            {
                string sums = Registers("sum", 4 * ((i * tile.ColumnTiles) + j), 4);
                Line(
                    generator,
                    $"mma.sync.aligned.{shape}.row.col.f32.{type}.{type}.f32 " +
                    $"{{{sums}}}, {{{Registers("left", 4 * i, 4)}}}, {{{Registers("right", 2 * j, 2)}}}, {{{sums}}};");
            }
        }
    }

    internal static void StoreSums(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var tile = Shape<ITensorTile>(value);
        string to = SharedPointer(generator, value, 0), stride = PtxVectorWriter.Register(generator, ((MethodCall)value)[1]);
        Line(generator, "{");
        Line(generator, ".reg .u64 row;");
        for (int half = 0; half < 2 * tile.RowTiles; half++)
        {
            // Registers 0 and 1 of a product hold a row, 2 and 3 the row 8 below.
            Line(generator, $"mad.wide.s32 row, {stride}, {8 * half * sizeof(float)}, {to};");
            for (int j = 0; j < tile.ColumnTiles; j++)
            {
                int first = (4 * ((half / 2 * tile.ColumnTiles) + j)) + (2 * (half % 2));
                Line(generator, $"st.shared.v2.f32 [row+{8 * j * sizeof(float)}], {{{Registers("sum", first, 2)}}};");
            }
        }

        Line(generator, "}");
    }

    internal static void CopyAsync(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        string to = SharedPointer(generator, value, 0), from = Pointer(generator, value, 1, MemoryAddressSpace.Global);
        string bytes = PtxVectorWriter.Register(generator, ((MethodCall)value)[2]);
        Line(generator, $"cp.async.ca.shared.global [{to}], [{from}], 16, {bytes};");
    }

    internal static void CommitCopies(PTXBackend backend, PTXCodeGenerator generator, Value value) => Line(generator, "cp.async.commit_group;");

    internal static void WaitForCopies(PTXBackend backend, PTXCodeGenerator generator, Value value) => Line(generator, "cp.async.wait_group 1;");

    internal static void Pack(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        string low = PtxVectorWriter.Register(generator, call[0]), high = PtxVectorWriter.Register(generator, call[1]);
        string result = "%" + PTXRegisterAllocator.GetStringRepresentation(generator.AllocateHardware(value));
        Line(generator, "{");
        Line(generator, ".reg .b32 pair;");
        Line(generator, $"cvt.rn.{Shape<ITensorElement>(value).PtxName}x2.f32 pair, {high}, {low};");
        Line(generator, $"mov.b32 {result}, pair;");
        Line(generator, "}");
    }

    private static string Registers(string name, int first, int count) =>
        string.Join(", ", Enumerable.Range(first, count).Select(i => $"{name}{i}"));

    private static string SharedPointer(PTXCodeGenerator generator, Value value, int argument) =>
        Pointer(generator, value, argument, MemoryAddressSpace.Shared);

    private static string Pointer(PTXCodeGenerator generator, Value value, int argument, MemoryAddressSpace space)
    {
        var call = (MethodCall)value;
        return ((PointerType)call[argument].Type).AddressSpace == space
            ? PtxVectorWriter.Register(generator, call[argument])
            : throw new NotSupportedException($"argument {argument} of {call.Target.Name} does not point to {space} memory");
    }

    private static T Shape<T>(Value value) =>
        ((MethodInfo)((MethodCall)value).Target.Source!).GetGenericArguments().Select(Activator.CreateInstance).OfType<T>().Single();

    private static void Line(PTXCodeGenerator generator, string text) => generator.Builder.Append('\t').AppendLine(text);
}
