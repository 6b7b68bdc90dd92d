using System.Reflection;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.IR.Values;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>Tells ILGPU how each intrinsic of this folder is printed. The only place where kernel text is written by hand.</summary>
internal static class IntrinsicRegistry
{
    private static readonly Dictionary<MethodInfo, Action<VectorWriter>> Emitters =
        new[] { typeof(Tile), typeof(Lane), typeof(Dots), typeof(Winograd), typeof(Butterfly) }.SelectMany(EmittersOf)
            .ToDictionary(pair => pair.Method, pair => pair.Emit);

    /// <summary>Registers all intrinsics with a context that is being built.</summary>
    public static void Register(Context.Builder builder)
    {
        var manager = builder.GetIntrinsicManager();
        foreach (var method in Emitters.Keys)
        {
            RegisterHandlers(manager, method, typeof(IntrinsicRegistry), nameof(OpenClVector), nameof(PtxVector));
        }

        RegisterHandlers(
            manager, typeof(ScalarMath).GetMethod(nameof(ScalarMath.Fma))!, typeof(IntrinsicRegistry), nameof(OpenClFma), nameof(PtxFma));
        RegisterHandlers(
            manager, typeof(ScalarMath).GetMethod(nameof(ScalarMath.Keep))!, typeof(IntrinsicRegistry), nameof(OpenClKeep), nameof(PtxKeep));
        RegisterHandlers(
            manager, typeof(LocalBarrier).GetMethod(nameof(LocalBarrier.Wait))!, typeof(LocalBarrier), nameof(LocalBarrier.OpenCl), nameof(LocalBarrier.Ptx));
        foreach (var method in typeof(TensorCore).GetMethods(BindingFlags.Static | BindingFlags.Public))
        {
            // Only CUDA has these; no kernel that uses them is loaded elsewhere.
            manager.RegisterMethod(method, new PTXIntrinsic(typeof(TensorCorePtx), method.Name, IntrinsicImplementationMode.GenerateCode));
        }
    }

    private static void RegisterHandlers(IntrinsicImplementationManager manager, MethodInfo method, Type handlers, string openCl, string ptx)
    {
        manager.RegisterMethod(method, new CLIntrinsic(handlers, openCl, IntrinsicImplementationMode.GenerateCode));
        manager.RegisterMethod(method, new PTXIntrinsic(handlers, ptx, IntrinsicImplementationMode.GenerateCode));
    }

    private static IEnumerable<(MethodInfo Method, Action<VectorWriter> Emit)> EmittersOf(Type type) =>
        type.GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Where(method => method.IsDefined(typeof(IntrinsicImplementationAttribute)))
            .Select(method => (method, type.GetMethod("Emit" + method.Name, BindingFlags.Static | BindingFlags.NonPublic)!
                .CreateDelegate<Action<VectorWriter>>()));

    private static void OpenClVector(CLBackend backend, CLCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        var writer = new OpenClVectorWriter(generator, call);
        writer.Begin();
        EmitterOf(call)(writer);
        writer.End();
    }

    private static void PtxVector(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        var writer = new PtxVectorWriter(generator, call);
        writer.Begin();
        EmitterOf(call)(writer);
        writer.End();
    }

    private static void OpenClFma(CLBackend backend, CLCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        var arguments = new[] { generator.Load(call[0]), generator.Load(call[1]), generator.Load(call[2]) };
        using var statement = generator.BeginStatement(generator.Allocate(value));
        statement.AppendCommand("fma");
        statement.BeginArguments();
        foreach (var argument in arguments)
        {
            statement.AppendArgument(argument);
        }

        statement.EndArguments();
    }

    private static void OpenClKeep(CLBackend backend, CLCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        var argument = generator.Load(call[0]);
        using var statement = generator.BeginStatement(generator.Allocate(value));
        statement.AppendArgument(argument);
    }

    private static void PtxKeep(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        string a = PtxVectorWriter.Register(generator, call[0]);
        string result = "%" + PTXRegisterAllocator.GetStringRepresentation(generator.AllocateHardware(value));
        generator.Builder.AppendLine($"\tmov.b32 {result}, {a};");
    }

    private static void PtxFma(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        string a = PtxVectorWriter.Register(generator, call[0]);
        string b = PtxVectorWriter.Register(generator, call[1]);
        string c = PtxVectorWriter.Register(generator, call[2]);
        string result = "%" + PTXRegisterAllocator.GetStringRepresentation(generator.AllocateHardware(value));
        generator.Builder.AppendLine($"\tfma.rn.f32 {result}, {a}, {b}, {c};");
    }

    private static Action<VectorWriter> EmitterOf(MethodCall call) => Emitters[Definition((MethodInfo)call.Target.Source!)];

    private static MethodInfo Definition(MethodInfo method) => method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
}
