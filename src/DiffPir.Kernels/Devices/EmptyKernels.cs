using System.Reflection;

namespace DiffPir.Kernels;

/// <summary>Kernels that do nothing, one for each number of arguments.</summary>
internal static class EmptyKernels
{
    private static readonly Dictionary<int, MethodInfo> ByArguments = typeof(EmptyKernels)
        .GetMethods(BindingFlags.Static | BindingFlags.Public)
        .Where(method => method.Name == nameof(Run))
        .ToDictionary(method => method.GetParameters().Length);

    /// <summary>A kernel with the parameters of another one.</summary>
    public static MethodInfo Like(MethodInfo kernel)
    {
        Type[] types = [.. kernel.GetParameters().Select(parameter => parameter.ParameterType)];
        return ByArguments[types.Length].MakeGenericMethod(types);
    }

    public static void Run<T1>(T1 a1)
    {
    }

    public static void Run<T1, T2>(T1 a1, T2 a2)
    {
    }

    public static void Run<T1, T2, T3>(T1 a1, T2 a2, T3 a3)
    {
    }

    public static void Run<T1, T2, T3, T4>(T1 a1, T2 a2, T3 a3, T4 a4)
    {
    }

    public static void Run<T1, T2, T3, T4, T5>(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5)
    {
    }

    public static void Run<T1, T2, T3, T4, T5, T6>(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6)
    {
    }

    public static void Run<T1, T2, T3, T4, T5, T6, T7>(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7)
    {
    }

    public static void Run<T1, T2, T3, T4, T5, T6, T7, T8>(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8)
    {
    }

    public static void Run<T1, T2, T3, T4, T5, T6, T7, T8, T9>(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9)
    {
    }

    public static void Run<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10)
    {
    }
}
