using DiffPir.Cli.Batches;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Tests.Batches;

public sealed class ShardTests
{
    [Theory]
    [InlineData("2/4", "", 2, 4)]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_COUNT=4", 3, 4)]
    [InlineData("auto/4", "JOB_COMPLETION_INDEX=0", 1, 4)]
    [InlineData("auto/9", "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_COUNT=4", 1, 9)]
    public void The_part_is_named_or_found_in_the_environment(string text, string environment, int number, int count) =>
        Assert.Equal(new Shard(number, count), Shard.Parse(text, Variables(environment)));

    [Theory]
    [InlineData("0/4", "", "parts count from 1")]
    [InlineData("5/4", "", "parts count from 1")]
    [InlineData("one", "", "it must be NUMBER/COUNT")]
    [InlineData("auto", "", "no task of a Slurm array")]
    [InlineData("auto/4", "", "neither JOB_COMPLETION_INDEX nor SLURM_ARRAY_TASK_ID is set")]
    [InlineData("auto/4", "JOB_COMPLETION_INDEX=4", "part 5 of 4")]
    [InlineData("auto/4", "JOB_COMPLETION_INDEX=x", "JOB_COMPLETION_INDEX is 'x'")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_COUNT=5", "numbers are left out")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_COUNT=1", "has one task, 3")]
    [InlineData("auto/3", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_COUNT=1", "has one task, 3")]
    public void A_part_that_is_none_is_refused(string text, string environment, string reason) =>
        Refusal.Of(() => Shard.Parse(text, Variables(environment)), ExitCode.Usage, reason);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Parts_cover_the_batch_once_and_differ_by_no_more_than_a_picture(int count)
    {
        var sizes = new Dictionary<string, long>();
        for (int i = 0; i < 50; i++)
        {
            sizes[$"{i}.png"] = (i * 7919L % 1000) + 1;
        }

        var pictures = sizes.Keys.Select(static name => new BatchPicture("in/" + name, name)).ToArray();
        var parts = Enumerable.Range(1, count).Select(number => ShardSplit.Of(pictures, picture => sizes[picture.Name], new(number, count))).ToArray();
        var reversed = Enumerable.Range(1, count)
            .Select(number => ShardSplit.Of([.. pictures.Reverse()], picture => sizes[picture.Name], new(number, count)).ToHashSet());

        Assert.Equal(sizes.Keys.Order(), parts.SelectMany(static part => part).Select(static picture => picture.Name).Order());
        long[] loads = parts.Select(part => part.Sum(picture => sizes[picture.Name])).ToArray();
        Assert.True(loads.Max() - loads.Min() <= sizes.Values.Max(), string.Join(", ", loads));
        Assert.All(reversed.Zip(parts), static pair => Assert.True(pair.First.SetEquals(pair.Second), "the order of the pictures does not matter"));
    }

    private static Func<string, string?> Variables(string environment) => name =>
        environment.Split(' ').Select(static variable => variable.Split('=')).FirstOrDefault(pair => pair[0] == name)?[1];
}
