using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace DiffPir.Kernels;

/// <summary>
/// Compiles static kernel methods for one accelerator and keeps them. A failed compile leaves an ILGPU context unusable, so it is
/// reported as fatal with the kernel's name.
/// </summary>
/// <param name="accelerator">Where the kernels will run.</param>
/// <param name="emptied">True to put kernels that do nothing in the place of all: launches, and nothing else, remain.</param>
internal sealed partial class KernelLoader(Accelerator accelerator, bool emptied) : IDisposable
{
    // ILGPU offers no setter; the text is data, read once by LoadKernel.
    private static readonly FieldInfo? SourceField =
        typeof(CLCompiledKernel).GetField("<Source>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic);

    private readonly Dictionary<(MethodInfo, Type), Delegate> _launchers = [];
    private readonly List<Task<Kernel>> _kernels = [];
    private readonly bool _pocl = PoclCompiler.Serves(accelerator);
    private int _finished, _buildsWithHeader;

    /// <summary>Kernels asked for so far.</summary>
    public int Count => _kernels.Count;

    /// <summary>Kernels that PoCL could not build without its header: slower by the time that reading it takes.</summary>
    public int BuildsWithHeader => _buildsWithHeader;

    /// <summary>
    /// The launcher of a kernel. ILGPU translates at once; the driver compiles in the background, beside other kernels, and the first
    /// launch waits for it.
    /// </summary>
    /// <param name="method">The kernel.</param>
    /// <param name="bind">Makes the launcher, given a way to have the finished kernel.</param>
    /// <exception cref="DeviceException">The kernel does not compile for this device.</exception>
    public TLauncher Load<TLauncher>(MethodInfo method, Func<Func<Kernel>, TLauncher> bind)
        where TLauncher : Delegate
    {
        if (!_launchers.TryGetValue((method, typeof(TLauncher)), out var launcher))
        {
            var kernel = Compile(method);
            _kernels.Add(kernel);
            launcher = bind(() => kernel.GetAwaiter().GetResult());
            _launchers.Add((method, typeof(TLauncher)), launcher);
        }

        return (TLauncher)launcher;
    }

    /// <summary>
    /// Waits until the driver has compiled everything asked for so far, and gives back what its compiler needed for that.
    /// </summary>
    /// <exception cref="DeviceException">A kernel does not compile for this device.</exception>
    public void Finish()
    {
        foreach (var kernel in _kernels)
        {
            kernel.GetAwaiter().GetResult();
        }

        if (_kernels.Count > _finished)
        {
            _finished = _kernels.Count;
            NativeRuntime.ReturnFreeMemory();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kernel in _kernels)
        {
            if (!kernel.ContinueWith(task => task.IsFaulted, TaskScheduler.Default).GetAwaiter().GetResult())
            {
                kernel.Result.Dispose();
            }
        }
    }

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

    private Task<Kernel> Compile(MethodInfo method)
    {
        if (!method.GetCustomAttributes<KernelAttribute>().Any(kernel =>
            kernel.TypeArguments.SequenceEqual(method.IsGenericMethod ? method.GetGenericArguments() : [])))
        {
            throw new InvalidOperationException($"{NameOf(method)} is launched but not marked [Kernel] with these type arguments, so no test compiles it");
        }

        try
        {
            var compiled = accelerator.GetBackend().Compile(
                EntryPointDescription.FromExplicitlyGroupedKernel(emptied ? EmptyKernels.Like(method) : method), KernelSpecialization.Empty);
            return Task.Run(() => Build(method, compiled));
        }
        catch (Exception exception)
        {
            throw Failure(method, exception);
        }
    }

    private Kernel Build(MethodInfo method, CompiledKernel compiled)
    {
        try
        {
            return compiled is CLCompiledKernel openCl && SourceField is not null
                ? BuildOpenCl(openCl, SourceField)
                : accelerator.LoadKernel(compiled);
        }
        catch (Exception exception)
        {
            throw Failure(method, exception);
        }
    }

    private Kernel BuildOpenCl(CLCompiledKernel compiled, FieldInfo sourceField)
    {
        string source = Canonical(compiled.Source);
        if (_pocl)
        {
            sourceField.SetValue(compiled, PoclCompiler.Declare(source));
            try
            {
                return PoclCompiler.WithoutHeader(() => accelerator.LoadKernel(compiled));
            }
            catch (CLException)
            {
                // A function that is not declared, or another compiler than is known: build as others do.
                Interlocked.Increment(ref _buildsWithHeader);
            }
        }

        sourceField.SetValue(compiled, source);
        return _pocl ? PoclCompiler.WithHeader(() => accelerator.LoadKernel(compiled)) : accelerator.LoadKernel(compiled);
    }

    private DeviceException Failure(MethodInfo method, Exception exception) => new(
        $"kernel {NameOf(method)} failed to compile for {accelerator.Name}: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}. " +
        "Choose another device, and please report this",
        exception);
}
