using DiffPir.Kernels.Circulant;
using DiffPir.Kernels.Solvers;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Circulant;

public sealed class CirculantDataStepTests
{
    private static readonly float[] Kernel3 = Divide([1, 2, 1, 0, 4, 3, 2, 1, 2], 16);
    private static readonly float[] Estimate4 = Divide([0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11], 16);
    private static readonly float[] Measured4 = Divide([0, 7, 14, 5, 12, 3, 10, 1, 8, 15, 6, 13, 4, 11, 2, 9], 16);

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_ToDeblurring_SolvesTheWorkedExample(string selector)
    {
        float[] expected =
        [
            -0.80906558f, 1.01849139f, 0.34662199f, 0.30794119f, 0.82117881f, 0.21087977f, 1.22583149f, -0.00679969f,
            1.03245927f, 0.65454939f, 0.36943339f, 0.28902842f, 0.58951194f, 0.36596630f, 0.22808275f, 0.85588918f,
        ];
        float[] solution = Solve(TestDevices.Require(selector), new CirculantModel(4, 4, 1, 3, 3, Kernel3), Measured4, Estimate4, 0.1);
        Assert.True(RelativeError.MaxAbsolute(solution, expected) < 2e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_ToSuperResolutionByTwo_SolvesTheWorkedExample(string selector)
    {
        float[] expected =
        [
            -0.22084233f, 0.60921412f, 1.02061883f, 0.77186825f, 0.16247321f, 0.46336655f, 0.97850125f, 0.08836655f,
            0.59157750f, 0.52957551f, -0.25223266f, 0.50618312f, 0.74057817f, 0.07847446f, 0.28528838f, 0.70347446f,
        ];
        float[] solution = Solve(TestDevices.Require(selector), new CirculantModel(4, 4, 2, 3, 3, Kernel3), [0.2f, 0.8f, 0.5f, 0.1f], Estimate4, 0.1);
        Assert.True(RelativeError.MaxAbsolute(solution, expected) < 2e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_ToSuperResolutionByThree_SolvesTheWorkedExample(string selector)
    {
        float[] expected =
        [
            -0.14846554f, 0.30951117f, 0.72097041f, 1.14925401f, 0.30238841f, 0.48521592f,
            0.74688272f, 0.14124933f, 0.50850053f, 0.88557701f, 0.10232152f, 0.33635615f,
            0.69202807f, 0.97177493f, 0.25935386f, 0.54417300f, 0.87553725f, 0.20182922f,
            0.57515849f, 0.80389571f, 0.05601041f, 0.29977933f, 0.68215321f, 0.04949540f,
            0.35869474f, 0.63844160f, 0.92602052f, 0.21083967f, 0.54220392f, 0.86849589f,
            0.08021606f, 0.47458266f, 0.84183386f, 0.21891034f, 0.43565485f, 0.66968948f,
        ];
        float[] rows = [1, 4, 6, 4, 1], columns = [1, 3, 5, 3, 2];
        float[] kernel = [.. rows.SelectMany(r => columns.Select(c => r * c / 224))];
        float[] solution = Solve(
            TestDevices.Require(selector), new CirculantModel(6, 6, 3, 5, 5, kernel), [0.25f, 0.75f, 0.6f, 0.4f],
            [.. Enumerable.Range(0, 36).Select(i => 11 * i % 36 / 36f)], 0.1);
        Assert.True(RelativeError.MaxAbsolute(solution, expected) < 2e-6);
    }

    /// <summary>
    /// The gradient H^T (H p - y) + rho (p - z) vanishes at the solution, for even kernels, kernels larger than the picture, several
    /// images and channels, and odd sizes. The operator here is a plain loop in double.
    /// </summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_ToAnyModel_MakesTheGradientVanish(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (rows, columns, scale, kernelRows, kernelColumns, planes) in new[]
            { (5, 7, 1, 4, 4, 1), (6, 8, 2, 9, 3, 3), (12, 4, 4, 6, 1, 2), (10, 15, 5, 3, 7, 5) })
        {
            float[] kernel = HostNoise.Of(kernelRows * kernelColumns, 1);
            var model = new CirculantModel(rows, columns, scale, kernelRows, kernelColumns, kernel);
            float[] estimate = HostNoise.Of(planes * rows * columns, 2);
            float[] measured = HostNoise.Of(planes * rows * columns / (scale * scale), 3);
            float[] solution = Solve(device, model, measured, estimate, 0.3, planes);
            for (int plane = 0; plane < planes; plane++)
            {
                var operation = new DenseOperator(rows, columns, scale, kernelRows, kernelColumns, kernel);
                double[] p = Plane(solution, plane, planes), z = Plane(estimate, plane, planes), y = Plane(measured, plane, planes);
                double[] residual = operation.Forward(p).Zip(y, (a, b) => a - b).ToArray();
                var gradient = operation.Adjoint(residual).Select((value, i) => value + (0.3 * (p[i] - z[i])));
                Assert.True(gradient.Max(Math.Abs) < 3e-5, $"{rows}x{columns} / {scale}: gradient {gradient.Max(Math.Abs):g3}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Apply_WithATinyWeight_StaysExact(string selector)
    {
        // At rho = 4e-11 the form that divides by rho returns noise in float32; here H p = y must hold closely.
        var device = TestDevices.Require(selector);
        float[] kernel = [0.1f, 0.1f, 0.1f, 0.1f, 0.2f, 0.1f, 0.1f, 0.1f, 0.1f];
        var model = new CirculantModel(64, 64, 4, 3, 3, kernel);
        float[] measured = HostNoise.Of(16 * 16, 1);
        float[] solution = Solve(device, model, measured, HostNoise.Of(64 * 64, 2), 4e-11);
        double[] reduced = new DenseOperator(64, 64, 4, 3, 3, kernel).Forward([.. solution.Select(value => (double)value)]);
        Assert.True(reduced.Zip(measured, (a, b) => Math.Abs(a - b)).Max() < 1e-5);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_OnALargerCanvas_LeavesTheRestAlone(string selector)
    {
        var device = TestDevices.Require(selector);
        using var measured = device.Allocate(new(1, 1, 4, 4));
        measured.Upload(Measured4);
        using var step = new CirculantDataStep(device, new CirculantModel(4, 4, 1, 3, 3, Kernel3), new(1, 1, 6, 5), measured);
        using var x = device.Allocate(new(1, 1, 6, 5));
        float[] before = HostNoise.Of(30, 4);
        x.Upload(before);
        step.Apply(x, 0.1);
        float[] after = x.Download();
        for (int i = 0; i < 30; i++)
        {
            bool inside = i / 5 < 4 && i % 5 < 4;
            Assert.Equal(inside, after[i] != before[i]);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_WithHalfStrength_GoesHalfWay(string selector)
    {
        var device = TestDevices.Require(selector);
        var model = new CirculantModel(4, 4, 1, 3, 3, Kernel3);
        float[] whole = Solve(device, model, Measured4, Estimate4, 0.1);
        float[] half = Solve(device, model, Measured4, Estimate4, 0.1, 1, 0.5);
        Assert.True(RelativeError.MaxAbsolute(half, [.. whole.Zip(Estimate4, (p, z) => (p + z) / 2)]) < 2e-6);
    }

    /// <summary>
    /// With a known rectangle the gradient is H^T M (H p - y) + rho (p - z), M = 1 inside the rectangle and 0 outside; iterations end where
    /// rounding does.
    /// </summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_WithUnknownMargins_MakesTheGradientOfTheKnownPartVanish(string selector)
    {
        var device = TestDevices.Require(selector);
        foreach (var (rows, columns, scale, planes, known) in new[]
        {
            (15, 14, 1, 3, new KnownRegion(3, 2, 9, 10)), (16, 20, 2, 1, new KnownRegion(2, 3, 5, 4)), (20, 25, 5, 2, new KnownRegion(1, 1, 2, 3)),
        })
        {
            var (model, estimate, measured) = (new CirculantModel(rows, columns, scale, 3, 3, Kernel3), HostNoise.Of(planes * rows * columns, 2),
                HostNoise.Of(planes * rows * columns / (scale * scale), 3));
            float[] solution = Solve(device, model, measured, estimate, 0.3, planes, known: known);
            for (int plane = 0; plane < planes; plane++)
            {
                var operation = new DenseOperator(rows, columns, scale, 3, 3, Kernel3);
                double[] p = Plane(solution, plane, planes), z = Plane(estimate, plane, planes), y = Plane(measured, plane, planes);
                double[] residual = operation.Forward(p).Zip(y, (a, b) => a - b).Select((value, i) => IsInside(i, columns / scale, known) ? value : 0)
                    .ToArray();
                var gradient = operation.Adjoint(residual).Select((value, i) => value + (0.3 * (p[i] - z[i])));
                Assert.True(gradient.Max(Math.Abs) < 2e-6, $"{rows}x{columns} / {scale}: gradient {gradient.Max(Math.Abs):g3}");
            }
        }
    }

    /// <summary>
    /// At the small weights of the first steps of a restoration what counts is the misfit inside the rectangle: that of the least-squares
    /// solution is near 0, and a residual merely cut off at the edges leaves much of it.
    /// </summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_WithUnknownMarginsAndASmallWeight_ExplainsTheKnownPart(string selector)
    {
        const int Side = 40, Box = 9;
        var device = TestDevices.Require(selector);
        float[] kernel = [.. Enumerable.Repeat(1f / (Box * Box), Box * Box)], scene = HostNoise.Of(Side * Side, 2);
        var (operation, known) = (new DenseOperator(Side, Side, 1, Box, Box, kernel), new KnownRegion(5, 5, Side - 10, Side - 10));
        float[] measured = [.. operation.Forward([.. scene.Select(value => (double)value)]).Select((value, i) => IsInside(i, Side, known) ? (float)value : 7f)];
        float[] solution = Solve(device, new CirculantModel(Side, Side, 1, Box, Box, kernel), measured, new float[Side * Side], 1e-5, known: known);
        var inside = operation.Forward([.. solution.Select(value => (double)value)]).Zip(measured, (a, b) => (a - b, b))
            .Where((_, i) => IsInside(i, Side, known));
        double misfit = Math.Sqrt(inside.Sum(pair => pair.Item1 * pair.Item1) / inside.Sum(pair => pair.b * pair.b));
        Assert.True(misfit < 0.02, $"misfit {misfit:g3}");
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_WithUnknownMarginsTwice_GivesTheSameAgain(string selector)
    {
        var device = TestDevices.Require(selector);
        using var y = device.Allocate(new(1, 1, 12, 10));
        y.Upload(HostNoise.Of(120, 3));
        using var x = device.Allocate(y.Shape);
        using var step = new CirculantDataStep(device, new CirculantModel(12, 10, 1, 3, 3, Kernel3), x.Shape, y, new KnownRegion(2, 1, 7, 8));
        float[] Run(float scale, double rho)
        {
            x.Upload([.. HostNoise.Of(120, 2).Select(value => scale * value)]);
            step.Apply(x, rho);
            return x.Download();
        }

        float[] first = Run(1f, 0.01);
        Run(1e4f, 1e-8);
        Assert.Equal(first, Run(1f, 0.01));
    }

    /// <summary>Calls that follow do few iterations, from where the last one ended: of the same estimate they come to the same solution.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_FollowingItself_ConvergesToTheSolution(string selector)
    {
        var device = TestDevices.Require(selector);
        var (model, known) = (new CirculantModel(15, 14, 1, 3, 3, Kernel3), new KnownRegion(3, 2, 9, 10));
        float[] estimate = HostNoise.Of(210, 2), measured = HostNoise.Of(210, 3);
        using var y = device.Allocate(new(1, 1, 15, 14));
        y.Upload(measured);
        using var x = device.Allocate(y.Shape);
        using var step = new CirculantDataStep(device, model, x.Shape, y, known);
        x.Upload(HostNoise.Of(210, 4));
        step.Apply(x, 1e-6);
        float[] Follow()
        {
            x.Upload([.. estimate.Select(value => (2 * value) - 1)]);
            step.Apply(x, 0.3, follows: true);
            return [.. x.Download().Select(value => (value / 2) + 0.5f)];
        }

        float[] solution = Solve(device, model, measured, estimate, 0.3, known: known);
        double first = RelativeError.MaxAbsolute(Follow(), solution), last = first;
        for (int call = 1; call < 20; call++)
        {
            last = RelativeError.MaxAbsolute(Follow(), solution);
        }

        Assert.True(last < 2e-6, $"{first:g3} after the first call, {last:g3} after the last");
    }

    /// <summary>
    /// Over the steps of a sampler, estimates that come closer to the picture and are trusted more, following comes as near to the solution as
    /// twelve iterations from nothing, give or take a twentieth of the way; so it does after steps that were done roughly.
    /// </summary>
    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Apply_FollowingASampler_StaysNearTheSolutions(string selector)
    {
        AssertFollows(selector, roughSteps: 0);
        AssertFollows(selector, roughSteps: 7);
    }

    private static void AssertFollows(string selector, int roughSteps)
    {
        const int Side = 64, Margin = 6, Steps = 14;
        var device = TestDevices.Require(selector);
        float[] kernel = [.. BlurOf(11)], scene = [.. Enumerable.Range(0, Side * Side).Select(i => Waves(i / Side, i % Side))],
            noise = HostNoise.Of(Side * Side, 2);
        var known = new KnownRegion(Margin, Margin, Side - (2 * Margin), Side - (2 * Margin));
        var model = new CirculantModel(Side, Side, 1, 11, 11, kernel);
        float[] measured = [.. new DenseOperator(Side, Side, 1, 11, 11, kernel).Forward([.. scene.Select(value => (double)value)])
            .Select(value => (float)value)];
        using var y = device.Allocate(new(1, 1, Side, Side));
        y.Upload(measured);
        using var x = device.Allocate(y.Shape);
        using CirculantDataStep step = new(device, model, x.Shape, y, known), other = new(device, model, x.Shape, y, known);
        for (int i = 0; i < Steps; i++)
        {
            // The weight doubles as the estimate's error falls by the root of two.
            double rho = 1e-5 * Math.Pow(2, i), error = 0.3 * Math.Pow(2, -i / 2.0);
            float[] estimate = [.. scene.Select((value, at) => (float)((2 * value) - 1 + (2 * error * noise[at])))];
            float[] Run(CirculantDataStep data, bool follows, int calls)
            {
                for (int call = 0; call < calls; call++)
                {
                    x.Upload(estimate);
                    data.Apply(x, rho, follows: follows || call > 0, roughly: follows && i < roughSteps);
                }

                return x.Download();
            }

            float[] solution = Run(other, false, 40);
            double moved = Distance(solution, estimate), fresh = Distance(Run(other, false, 1), solution), distance = Distance(Run(step, i > 0, 1), solution);
            Assert.True(
                i < roughSteps || distance < fresh + (0.05 * moved),
                $"step {i}, rho {rho:g2}: {distance:g3} from the solution, {fresh:g3} from nothing; the estimate is {moved:g3} from it");
        }

        double Distance(float[] a, float[] b) => Math.Sqrt(a.Select((value, i) => IsInside(i, Side, known) ? Math.Pow(value - b[i], 2) : 0).Average());
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_WithUnknownMarginsAndNothingToCorrect_ChangesNothing(string selector)
    {
        var device = TestDevices.Require(selector);
        float[] solution = Solve(device, new CirculantModel(12, 10, 1, 3, 3, Kernel3), new float[120], new float[120], 0.01, known: new(2, 1, 7, 8));
        Assert.True(solution.Max(MathF.Abs) < 1e-6f);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Apply_WithUnknownMargins_DoesNotLookAtThem(string selector)
    {
        var device = TestDevices.Require(selector);
        var (model, known) = (new CirculantModel(12, 10, 1, 3, 3, Kernel3), new KnownRegion(2, 1, 7, 8));
        float[] estimate = HostNoise.Of(120, 2), measured = HostNoise.Of(120, 3), other = HostNoise.Of(120, 4);
        float[] changed = [.. measured.Select((value, i) => IsInside(i, 10, known) ? value : other[i])];
        float[] Run(float[] y, KnownRegion? region) => Solve(device, model, y, estimate, 0.01, known: region);
        Assert.True(RelativeError.MaxAbsolute(Run(measured, known), Run(changed, known)) < 1e-4);
        Assert.True(RelativeError.MaxAbsolute(Run(measured, null), Run(changed, null)) > 0.1);
    }

    [Fact]
    public void Constructor_WithAKnownRegionBeyondTheMeasurement_Refuses()
    {
        using var y = TestDevices.Require("cpu").Allocate(new(1, 1, 4, 4));
        Assert.Throws<ArgumentException>(() =>
            new CirculantDataStep(TestDevices.Require("cpu"), new CirculantModel(4, 4, 1, 3, 3, Kernel3), y.Shape, y, new(1, 1, 4, 2)));
    }

    private static bool IsInside(int index, int columns, KnownRegion known) =>
        index / columns >= known.Top && index / columns < known.Top + known.Rows
        && index % columns >= known.Left && index % columns < known.Left + known.Columns;

    /// <summary>The solution on [0,1], though the operation works on [-1,1].</summary>
    private static float[] Solve(
        ComputeDevice device, CirculantModel model, float[] measured, float[] estimate, double rho, int planes = 1, double strength = 1,
        KnownRegion? known = null)
    {
        using var y = device.Allocate(new(1, planes, model.Rows / model.Scale, model.Columns / model.Scale));
        y.Upload(measured);
        using var x = device.Allocate(new(1, planes, model.Rows, model.Columns));
        x.Upload([.. estimate.Select(value => (2 * value) - 1)]);
        using var step = new CirculantDataStep(device, model, x.Shape, y, known);
        step.Apply(x, rho, strength);
        return [.. x.Download().Select(value => (value / 2) + 0.5f)];
    }

    private static double[] Plane(float[] values, int plane, int planes) =>
        [.. values.Skip(plane * (values.Length / planes)).Take(values.Length / planes).Select(value => (double)value)];

    /// <summary>Everything alike within a disk.</summary>
    private static IEnumerable<float> BlurOf(int side)
    {
        bool[] inside = [.. Enumerable.Range(0, side * side)
            .Select(i => Math.Pow((i / side) - (side / 2), 2) + Math.Pow((i % side) - (side / 2), 2) <= side * side / 4.0)];
        return inside.Select(value => value ? 1f / inside.Count(static v => v) : 0f);
    }

    private static float Waves(int row, int column) => 0.5f + (0.3f * MathF.Sin(row * 0.37f) * MathF.Cos(column * 0.23f)) + (row + column > 70 ? 0.15f : 0f);

    private static float[] Divide(float[] values, float divisor) => [.. values.Select(value => value / divisor)];
}
