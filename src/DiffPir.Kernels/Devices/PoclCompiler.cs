using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace DiffPir.Kernels;

/// <summary>
/// Spares PoCL the header of OpenCL C. Before every program, and to look for a compiled one in its cache, it reads Clang's opencl-c.h, which
/// was much of a start (bench: targets --only start). Kernels call a dozen functions, so their text declares these, and a macro tells
/// PoCL that it has read the header, whose include guard is the same in Clang 14 and 18.
/// </summary>
internal static class PoclCompiler
{
    // -w: PoCL reports the number of a compiler's warnings on the error stream. PoCL reads the variable at every build.
    private const string Variable = "POCL_EXTRA_BUILD_FLAGS", Flags = "-w", HeaderIsRead = "-D_OPENCL_H_";

    // ILGPU builds small programs of its own while it opens a device, and these need the header.
    private static readonly Lock Gate = new();
    private static readonly string UserFlags = Environment.GetEnvironmentVariable(Variable) ?? Flags;

    // Every function for all types that kernels may call it with: a missing double would quietly become a float.
    private const string Declarations = """
        #define DECLARED __attribute__((overloadable, const))
        #ifdef cl_khr_fp64
        #define DECLARE_DOUBLE(...) double DECLARED __VA_ARGS__;
        #else
        #define DECLARE_DOUBLE(...)
        #endif
        #define DECLARE_1(f, t) t DECLARED f(t);
        #define DECLARE_2(f, t) t DECLARED f(t, t);
        #define DECLARE_3(f, t) t DECLARED f(t, t, t);
        #define DECLARE(n, f) n(f, float) n(f, float2) n(f, float4) n(f, float8) n(f, float16)
        #define DECLARE_INTEGER(f) DECLARE_2(f, int) DECLARE_2(f, uint) DECLARE_2(f, long) DECLARE_2(f, ulong)
        size_t DECLARED get_local_id(uint);
        size_t DECLARED get_group_id(uint);
        size_t DECLARED get_local_size(uint);
        size_t DECLARED get_num_groups(uint);
        void __attribute__((overloadable, convergent)) barrier(cl_mem_fence_flags);
        DECLARE(DECLARE_1, sqrt) DECLARE_DOUBLE(sqrt(double))
        DECLARE(DECLARE_1, exp) DECLARE_DOUBLE(exp(double))
        DECLARE(DECLARE_1, sin) DECLARE_DOUBLE(sin(double))
        DECLARE(DECLARE_1, cos) DECLARE_DOUBLE(cos(double))
        DECLARE(DECLARE_2, fmin) DECLARE_DOUBLE(fmin(double, double))
        DECLARE(DECLARE_2, fmax) DECLARE_DOUBLE(fmax(double, double))
        DECLARE(DECLARE_3, fma) DECLARE_DOUBLE(fma(double, double, double))
        DECLARE_INTEGER(min) DECLARE_INTEGER(max)
        uint16 DECLARED convert_uint16(ushort16);

        """;

    /// <summary>True where programs go through PoCL.</summary>
    public static bool Serves(Accelerator accelerator) => accelerator is CLAccelerator openCl && Serves(openCl.PlatformName);

    /// <summary>True where a platform of OpenCL is PoCL.</summary>
    public static bool Serves(string platform) => platform.Contains("Portable Computing Language", StringComparison.OrdinalIgnoreCase);

    /// <summary>Does what builds programs with the whole header.</summary>
    public static T WithHeader<T>(Func<T> build) => With(UserFlags, build);

    /// <summary>Builds a program whose text went through <see cref="Declare"/>.</summary>
    public static T WithoutHeader<T>(Func<T> build) => With($"{UserFlags} {HeaderIsRead}", build);

    /// <summary>A kernel's text with the functions declared that it may call.</summary>
    public static string Declare(string source) => Declarations + source;

    private static T With<T>(string flags, Func<T> build)
    {
        lock (Gate)
        {
            NativeRuntime.SetVariable(Variable, flags);
            return build();
        }
    }
}
