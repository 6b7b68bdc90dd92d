namespace DiffPir.Network.Tests;

/// <summary>Where training programs keep the weights.</summary>
public class TorchStateDictTests
{
    [Fact]
    public void Find_NamesWithTheModelsPlaceInATrainingProgram_AreStripped() =>
        Assert.Equal(["a.weight", "b.weight"], NamesIn(Dictionary("model.a.weight", "model.b.weight")));

    [Fact]
    public void Find_PrefixOfSomeNamesOnly_Stays() =>
        Assert.Equal(["model.a.weight", "b.weight"], NamesIn(Dictionary("model.a.weight", "b.weight")));

    [Theory]
    [InlineData("model_ema")]
    [InlineData("ema_model")]
    public void Find_AveragedWeightsUnderAnotherName_AreFound(string name)
    {
        var training = new PickleDictionary();
        training.Add("step", 7L);
        training.Add(name, Dictionary("a.weight"));

        Assert.Equal(["a.weight"], NamesIn(training));
    }

    [Fact]
    public void Find_ListOfStates_GivesTheLastWithTensors()
    {
        var optimizer = new PickleDictionary();
        optimizer.Add("param_groups", new List<object?>());

        Assert.Equal(["ema.weight"], NamesIn(new List<object?> { Dictionary("raw.weight"), optimizer, 3L, 7L, Dictionary("ema.weight") }));
        Assert.Equal(["raw.weight"], NamesIn(new List<object?> { Dictionary("raw.weight"), optimizer, 3L, 7L }));
        Assert.Contains("a list of 1 values", Assert.Throws<CheckpointException>(() => NamesIn(new List<object?> { 3L })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("averaged")]
    [InlineData("net")]
    public void Find_KnownNetworkUnderAnyName_IsFound(string name)
    {
        var inner = new PickleDictionary();
        inner.Add(name, Dictionary("m_head.weight", "m_tail.weight"));
        var training = new PickleDictionary();
        training.Add("optimizer", Dictionary("exp_avg"));
        training.Add("models", new List<object?> { 1L, inner });

        Assert.Equal(["m_head.weight", "m_tail.weight"], NamesIn(training));
    }

    [Fact]
    public void Find_SeveralKnownNetworks_GivesTheAveragedOne()
    {
        var training = new PickleDictionary();
        training.Add("my_ema_net", Dictionary("net.m_head.weight", "net.m_tail.weight"));
        training.Add("state_dict", Dictionary("m_head.weight", "m_tail.weight", "m_body.weight"));

        Assert.Equal(["net.m_head.weight", "net.m_tail.weight"], NamesIn(training));
    }

    [Fact]
    public void Find_DictionaryThatHoldsItselfManyTimes_Ends()
    {
        var training = new PickleDictionary();
        training.Add("a", training);
        training.Add("b", new object?[] { training, training });
        training.Add("c", Dictionary("m_head.weight", "m_tail.weight"));

        Assert.Equal(["m_head.weight", "m_tail.weight"], NamesIn(training));
    }

    private static IEnumerable<string> NamesIn(object root) => TorchStateDict.Find("a.pt", root, _ => 0).Tensors.Select(tensor => tensor.Name);

    private static PickleDictionary Dictionary(params string[] names)
    {
        var dictionary = new PickleDictionary();
        foreach (string name in names)
        {
            dictionary.Add(name, new TorchTensor(new TorchStorage("0", ElementType.F32, 1, 0, 1), 0, [1], null));
        }

        return dictionary;
    }
}
