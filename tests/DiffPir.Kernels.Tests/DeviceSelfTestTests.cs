using DiffPir.Testing;

namespace DiffPir.Kernels.Tests;

/// <summary>The self-test passes where kernels are right, and names what is wrong where one is not.</summary>
public sealed class DeviceSelfTestTests
{
    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Run_OnAWorkingDevice_PassesEveryOperation(string selector)
    {
        var results = DeviceSelfTest.Run(TestDevices.Require(selector), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(results, result => !result.Passed);
        Assert.All(
            ["convolution", "normalisation", "attention", "embedding", "Fourier", "data step", "random", "resizing", "gradient", "training", "tiles"],
            family => Assert.Contains(results, result => result.Operation.Contains(family, StringComparison.Ordinal)));
        Assert.Distinct(results.Select(result => result.Operation));
    }

    [Theory]
    [InlineData(1e-4, true)]
    [InlineData(1e-2, false)]
    public void Run_WhereAValueIsOff_SaysSo(double by, bool passes)
    {
        var result = Assert.Single(Run(_ => ([1, 2 + by, 3], [1, 2, 3])));

        Assert.Equal((passes, "an operation", null), (result.Passed, result.Operation, result.Problem));
        Assert.Equal(by / Math.Sqrt(14), result.Error, 1e-9);
    }

    [Fact]
    public void Run_WhereAnOperationGivesNoNumbers_Fails() => Assert.False(Assert.Single(Run(_ => ([double.NaN, 2], [1, 2]))).Passed);

    [Fact]
    public void Run_WhereAnOperationCannotBeComputed_TellsWhyAndGoesOn()
    {
        using var device = ComputeDevice.Open("cpu");
        SelfTestCase[] cases = [new("first", 1, _ => throw new DeviceException("out of memory")), new("second", 1, _ => ([1], [1]))];

        var results = DeviceSelfTest.Run(device, cases, TestContext.Current.CancellationToken);

        Assert.Equal([(false, "out of memory"), (true, null)], results.Select(result => (result.Passed, result.Problem)));
    }

    private static IReadOnlyList<SelfTestResult> Run(Func<ComputeDevice, (double[] Actual, double[] Expected)> compute)
    {
        using var device = ComputeDevice.Open("cpu");
        return DeviceSelfTest.Run(device, [new SelfTestCase("an operation", 1e-3, compute)], TestContext.Current.CancellationToken);
    }
}
