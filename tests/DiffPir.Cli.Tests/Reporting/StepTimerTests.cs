using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Tests.Reporting;

public sealed class StepTimerTests
{
    /// <summary>The third step is done when the time left is to be right.</summary>
    private const int Known = 3;

    private const double Tolerance = 0.3;

    private readonly ManualClock _clock = new();

    /// <summary>
    /// Seconds of steps as they were on two processor cores through PoCL, while other work on the machine did not begin or end; the last two are
    /// those of the first with a step held up.
    /// </summary>
    public static TheoryData<string, double[]> Recorded => new()
    {
        { "deblurring by the built-in model, kernels compiled",
            [12.582, 0.963, 0.93, 1.055, 0.893, 0.745, 0.948, 0.737, 0.951, 1.04, 0.944, 1.029, 0.991, 0.907, 0.854, 1.058, 1.007, 1.062, 1.073, 0.759] },
        { "DPS, kernels compiled", [17.555, 1.393, 1.337, 0.775, 1.193, 1.131, 1.141, 1.081, 1.048, 1.22, 1.114, 0.888] },
        { "DDRM twice as large, the small model",
            [10.135, 2.258, 1.759, 1.652, 1.771, 1.863, 1.779, 1.737, 1.673, 1.983, 1.73, 1.934, 1.554, 1.832, 2.002, 2.062, 1.783, 1.764, 1.846, 1.415] },
        { "the second step makes something at first use", [12.583, 6.2, 0.93, 1.055, 0.893, 0.745, 0.948, 0.737, 0.951, 1.04, 0.944, 1.029] },
        { "the third step is held up", [12.583, 0.963, 5.1, 1.055, 0.893, 0.745, 0.948, 0.737, 0.951, 1.04, 0.944, 1.029] },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Time_left_is_right_within_a_third_from_the_third_step_on(string run, double[] steps)
    {
        var timer = new StepTimer(_clock);
        for (int done = 1; done < steps.Length; done++)
        {
            _clock.Advance(steps[done - 1]);
            timer.Report(new(done, steps.Length));
            if (done == Known)
            {
                var (told, true_) = (timer.SecondsLeft(steps.Length)!.Value, steps.Skip(done).Sum());

                Assert.True(Math.Abs(told - true_) <= Tolerance * true_, $"{run}: {told:0.00} s told after step {done}, {true_:0.00} s true");
            }
        }
    }

    [Fact]
    public void Time_left_follows_from_the_work_left_where_steps_differ()
    {
        // Four steps of a tenth of the work that one of the other six is: 6.4 in all, told as 10.
        double[] work = [.. Enumerable.Repeat(0.1, 4), .. Enumerable.Repeat(1.0, 6)];
        var timer = new StepTimer(_clock);
        for (int done = 1; done < work.Length; done++)
        {
            _clock.Advance(5 * work[done - 1]);
            timer.Report(new(done, work.Length) { Work = 10 / 6.4 * work.Take(done).Sum() });
            if (done > 1)
            {
                Assert.Equal(5 * work.Skip(done).Sum(), timer.SecondsLeft(work.Length)!.Value, 6);
            }
        }
    }

    [Fact]
    public void Time_a_step_leaves_out_the_first_which_compiles()
    {
        var timer = new StepTimer(_clock);
        _clock.Advance(60);
        timer.Report(new(1, 4));
        Assert.Equal(60, timer.SecondsPerStep, 6);
        Assert.Null(timer.SecondsLeft(4));

        _clock.Advance(2);
        timer.Report(new(2, 4));
        _clock.Advance(4);
        timer.Report(new(3, 4));
        Assert.Equal(3, timer.SecondsPerStep, 6);
    }

    [Fact]
    public void In_a_batch_the_beginnings_of_pictures_count()
    {
        const int pictures = 10, steps = 5;
        var timer = new StepTimer(_clock);
        for (int done = 1; done <= pictures * steps / 2; done++)
        {
            _clock.Advance(done == 1 ? 60 : done % steps == 1 ? 6 : 1);
            timer.Report(new(done, pictures * steps));
        }

        const double left = pictures / 2 * (6 + steps - 1);
        Assert.InRange(timer.SecondsLeft(pictures * steps)!.Value, left * (1 - Tolerance), left * (1 + Tolerance));
    }
}
