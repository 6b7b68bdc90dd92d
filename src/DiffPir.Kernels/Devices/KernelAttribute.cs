namespace DiffPir.Kernels;

/// <summary>
/// Marks a static method as a kernel. A generic kernel carries one attribute for each instance that is launched, naming its type
/// arguments. Tests compile every marked instance for every backend; <see cref="KernelLoader"/> refuses what is not marked.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class KernelAttribute(params Type[] typeArguments) : Attribute
{
    /// <summary>Type arguments of this instance; empty for a kernel that is not generic.</summary>
    public IReadOnlyList<Type> TypeArguments { get; } = typeArguments;

    /// <summary>The oldest CUDA architecture that has the kernel's instructions, 80 for sm_80; 0 where any will do.</summary>
    public int MinimumArchitecture { get; set; }
}
