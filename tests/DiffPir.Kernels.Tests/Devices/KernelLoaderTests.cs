using System.Reflection;
using DiffPir.Testing;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.Devices;

public sealed class KernelLoaderTests
{
    [Fact]
    public void Canonical_NumbersTypesAndLabelsInOrderOfAppearance()
    {
        const string Source = "struct type_17 { int L_4; }; type_9 f(type_17 a) { goto L_120; L_120: return a.L_4; }";

        Assert.Equal("struct type_0 { int L_1; }; type_2 f(type_0 a) { goto L_3; L_3: return a.L_1; }", KernelLoader.Canonical(Source));
    }

    [Fact]
    public void Canonical_OfTextsThatDifferInNumbersOnly_IsTheSame()
    {
        const string Early = "type_3 f(type_4 a) { L_12: goto L_13; L_13: return; }";
        const string Late = "type_903 f(type_41 a) { L_77: goto L_5; L_5: return; }";

        Assert.Equal(KernelLoader.Canonical(Early), KernelLoader.Canonical(Late));
        Assert.NotEqual(KernelLoader.Canonical(Early), KernelLoader.Canonical(Late.Replace("L_5:", "L_77:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Canonical_OfCanonicalText_ChangesNothing()
    {
        string once = KernelLoader.Canonical("type_8 a; L_3: type_9 b; goto L_3; type_8 c;");

        Assert.Equal(once, KernelLoader.Canonical(once));
    }

    [Fact]
    public void Canonical_LeavesOtherNamesAlone()
    {
        const string Source = "int mytype_4, XL_3, type_x, L_, var_12; float4 type4; char* s = \"type\";";

        Assert.Equal(Source, KernelLoader.Canonical(Source));
    }

    [Fact]
    public void Canonical_OfOneKernelCompiledTwice_IsTheSame()
    {
        var device = TestDevices.Require("opencl");
        var method = typeof(LayoutKernels).GetMethod(nameof(LayoutKernels.Pack), BindingFlags.Public | BindingFlags.Static)!;
        string first = SourceOf(device, method), second = SourceOf(device, method);

        Assert.NotEqual(first, second); // why the text is renumbered: should ILGPU ever number by kernel, this can go
        Assert.Equal(KernelLoader.Canonical(first), KernelLoader.Canonical(second));
    }

    [Fact]
    public void Load_OfAMethodThatIsNotMarked_IsRefusedByName()
    {
        var device = TestDevices.Require("cpu");

        string message = Assert.Throws<InvalidOperationException>(() => device.Load<int>(NotAKernel)).Message;

        Assert.Contains("KernelLoaderTests.NotAKernel is launched but not marked [Kernel]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAKernelWhoseFunctionIsNotDeclared_BuildsWithTheHeaderOfOpenCl()
    {
        var device = TestDevices.Require("opencl");
        Assert.SkipUnless(PoclCompiler.Serves(device.Accelerator), "functions are declared for PoCL only");
        using var loader = new KernelLoader(device.Accelerator, emptied: false);
        using var values = device.Accelerator.Allocate1D([0.5f]);
        var launch = loader.Load<Action<KernelConfig, ArrayView<float>>>(((Action<ArrayView<float>>)Tangent).Method, finished =>
            (config, x) => finished().CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, ArrayView<float>>>()(
                device.Stream, config, x));

        launch(new(1, 1), values.View);

        Assert.Equal(MathF.Tan(0.5f), values.GetAsArray1D()[0], 1e-6f);
        Assert.Equal(1, loader.BuildsWithHeader);
    }

    [Kernel]
    private static void Tangent(ArrayView<float> x) => x[0] = MathF.Tan(x[0]);

    private static void NotAKernel(int value) => GC.KeepAlive(value);

    private static string SourceOf(ComputeDevice device, MethodInfo kernel) => ((CLCompiledKernel)device.Accelerator.GetBackend()
        .Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), KernelSpecialization.Empty)).Source;
}
