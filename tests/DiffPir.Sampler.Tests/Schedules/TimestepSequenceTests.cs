namespace DiffPir.Sampler.Tests.Schedules;

public sealed class TimestepSequenceTests
{
    public static TheoryData<int, string> PublishedQuadratic => new()
    {
        { 10, "999 666 528 422 333 254 183 118 57 0" },
        { 15, "999 732 622 537 465 402 345 292 244 198 154 113 74 36 0" },
        { 20, "999 770 675 602 541 487 438 393 351 311 274 239 205 172 141 111 82 54 26 0" },
        {
            50,
            "999 857 797 752 714 680 650 622 595 571 548 526 505 484 465 446 428 410 393 377 361 345 329 314 300 "
            + "285 271 257 244 230 217 204 191 179 167 154 142 131 119 107 96 85 74 63 52 41 31 20 10 0"
        },
        {
            100,
            "999 899 857 825 798 775 753 734 715 698 682 666 651 637 623 610 597 585 573 561 550 539 528 518 507 "
            + "497 487 477 468 458 449 440 431 422 413 405 396 388 380 372 364 356 348 340 333 325 318 310 303 296 "
            + "289 282 275 268 261 254 247 241 234 228 221 215 208 202 195 189 183 177 171 165 159 153 147 141 135 "
            + "129 123 118 112 106 101 95 89 84 78 73 67 62 57 51 46 41 36 30 25 20 15 10 5 0"
        },
    };

    [Theory]
    [MemberData(nameof(PublishedQuadratic))]
    public void Create_Quadratic_GivesThePublishedList(int evaluations, string expected) =>
        Assert.Equal(expected, string.Join(' ', TimestepSequence.Create(StepSpacing.Quadratic, evaluations)));

    [Fact]
    public void Create_Uniform_AddsTheLastStep()
    {
        Assert.Equal([999, 899, 799, 699, 599, 499, 399, 299, 199, 99, 0], TimestepSequence.Create(StepSpacing.Uniform, 10));
        Assert.Equal(101, TimestepSequence.Create(StepSpacing.Uniform, 100).Count);
    }

    [Theory]
    [InlineData(StepSpacing.Quadratic)]
    [InlineData(StepSpacing.Uniform)]
    public void Create_OfAnyNumber_DecreasesStrictlyToZero(StepSpacing spacing)
    {
        foreach (int evaluations in new[] { 2, 3, 20, 333, 501, 600, 999, 1000 })
        {
            var steps = TimestepSequence.Create(spacing, evaluations);
            Assert.Equal((999, 0), (steps[0], steps[^1]));
            Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.True(pair.First > pair.Second));
        }
    }

    [Fact]
    public void Create_WithAStart_LeavesOutEarlierSteps() =>
        Assert.Equal([254, 183, 118, 57, 0], TimestepSequence.Create(StepSpacing.Quadratic, 10, 1000, 300));

    [Theory]
    [InlineData(1)]
    [InlineData(1001)]
    public void Create_OfTooFewOrTooMany_IsRefused(int evaluations) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TimestepSequence.Create(StepSpacing.Quadratic, evaluations));
}
