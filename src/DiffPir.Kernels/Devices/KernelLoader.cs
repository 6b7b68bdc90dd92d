using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// Compiles static kernel methods for one accelerator and keeps them. A failed compile leaves an ILGPU context unusable, so it is
/// reported as fatal with the kernel's name.
/// </summary>
internal sealed partial class KernelLoader(Accelerator accelerator) : IDisposable
{
    // ILGPU offers no setter; the text is data, read once by LoadKernel.
    private static readonly FieldInfo? SourceField =
        typeof(CLCompiledKernel).GetField("<Source>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic);

    private readonly Dictionary<(MethodInfo, Type), Delegate> _launchers = [];
    private readonly List<Kernel> _kernels = [];

    /// <summary>Kernels compiled so far.</summary>
    public int Count => _kernels.Count;

    /// <summary>The launcher of a kernel; <typeparamref name="TLauncher"/> takes the stream, the configuration and the kernel's arguments.</summary>
    /// <exception cref="DeviceException">The kernel does not compile for this device.</exception>
    public TLauncher Load<TLauncher>(MethodInfo method)
        where TLauncher : Delegate
    {
        if (!_launchers.TryGetValue((method, typeof(TLauncher)), out var launcher))
        {
            var kernel = Compile(method);
            _kernels.Add(kernel);
            launcher = kernel.CreateLauncherDelegate<TLauncher>();
            _launchers.Add((method, typeof(TLauncher)), launcher);
        }

        return (TLauncher)launcher;
    }

    /// <inheritdoc/>
    public void Dispose() => _kernels.ForEach(kernel => kernel.Dispose());

    /// <summary>
    /// The OpenCL text with types and labels renumbered in order of appearance. ILGPU numbers them by a counter of the context, so that the
    /// text, and with it the driver's kernel cache, would depend on what was compiled before.
    /// </summary>
    internal static string Canonical(string source)
    {
        var names = new Dictionary<string, string>();
        return CounterName().Replace(source, match =>
        {
            if (!names.TryGetValue(match.Value, out string? name))
            {
                name = $"{match.Groups[1].Value}_{names.Count}";
                names.Add(match.Value, name);
            }

            return name;
        });
    }

    private static string NameOf(MethodInfo method) =>
        $"{method.DeclaringType?.Name}.{method.Name}" +
        (method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(type => type.Name))}>" : string.Empty);

    [GeneratedRegex(@"\b(type|L)_\d+")]
    private static partial Regex CounterName();

    private Kernel Compile(MethodInfo method)
    {
        if (!method.GetCustomAttributes<KernelAttribute>().Any(kernel =>
            kernel.TypeArguments.SequenceEqual(method.IsGenericMethod ? method.GetGenericArguments() : [])))
        {
            throw new InvalidOperationException($"{NameOf(method)} is launched but not marked [Kernel] with these type arguments, so no test compiles it");
        }

        try
        {
            var compiled = accelerator.GetBackend().Compile(
                EntryPointDescription.FromExplicitlyGroupedKernel(method), KernelSpecialization.Empty);
            if (compiled is CLCompiledKernel openCl)
            {
                SourceField?.SetValue(openCl, Canonical(openCl.Source));
            }

            return accelerator.LoadKernel(compiled);
        }
        catch (Exception exception)
        {
            throw new DeviceException(
                $"kernel {NameOf(method)} failed to compile for {accelerator.Name}: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}. " +
                "Try another device (--device), and please report this",
                exception);
        }
    }
}
