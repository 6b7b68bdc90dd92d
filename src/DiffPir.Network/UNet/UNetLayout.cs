namespace DiffPir.Network;

/// <summary>
/// The modules of a guided-diffusion UNet and how they hang together. Every input block's result is kept; each output block receives the
/// current channels followed by those of the latest result not yet taken.
/// </summary>
internal sealed class UNetLayout
{
    private readonly UNetConfiguration _network;
    private readonly List<IReadOnlyList<UNetModule>> _inputBlocks = [];
    private readonly List<IReadOnlyList<UNetModule>> _outputBlocks = [];

    /// <summary>Lays the network out.</summary>
    public UNetLayout(UNetConfiguration network)
    {
        _network = network;
        var skipped = BuildInputBlocks();
        int channels = network.LevelChannels[^1];
        MiddleBlock =
        [
            new("middle_block.0", UNetModuleKind.Residual, channels, channels),
            new("middle_block.1", UNetModuleKind.Attention, channels, channels),
            new("middle_block.2", UNetModuleKind.Residual, channels, channels),
        ];
        BuildOutputBlocks(skipped);
    }

    /// <summary>The blocks on the way down, in order; each block's modules in order.</summary>
    public IReadOnlyList<IReadOnlyList<UNetModule>> InputBlocks => _inputBlocks;

    /// <summary>The modules between the ways down and up.</summary>
    public IReadOnlyList<UNetModule> MiddleBlock { get; }

    /// <summary>The blocks on the way up, in order; each block's modules in order.</summary>
    public IReadOnlyList<IReadOnlyList<UNetModule>> OutputBlocks => _outputBlocks;

    /// <summary>Every module in order.</summary>
    public IEnumerable<UNetModule> Modules => [.. InputBlocks.SelectMany(block => block), .. MiddleBlock, .. OutputBlocks.SelectMany(block => block)];

    /// <summary>Names and shapes of all weights in state-dict order.</summary>
    public IEnumerable<(string Name, long[] Shape)> Parameters()
    {
        int time = _network.TimeChannels;
        int channels = _network.LevelChannels[0];
        return
        [
            ("time_embed.0.weight", [time, _network.ModelChannels]), ("time_embed.0.bias", [time]),
            ("time_embed.2.weight", [time, time]), ("time_embed.2.bias", [time]),
            .. _network.Classes is { } classes ? [(ClassEmbedding.Table, new long[] { classes, time })] : Array.Empty<(string, long[])>(),
            .. Modules.SelectMany(module => module.Parameters(_network)),
            ("out.0.weight", [channels]), ("out.0.bias", [channels]),
            ("out.2.weight", [_network.OutChannels, channels, 3, 3]), ("out.2.bias", [_network.OutChannels]),
        ];
    }

    /// <summary>Builds the way down.</summary>
    /// <returns>The channels of every input block, the last one on top.</returns>
    private Stack<int> BuildInputBlocks()
    {
        int channels = _network.LevelChannels[0];
        _inputBlocks.Add([new("input_blocks.0.0", UNetModuleKind.Convolution, _network.InChannels, channels)]);
        var skipped = new Stack<int>([channels]);
        for (int level = 0; level < _network.Levels; level++)
        {
            for (int i = 0; i < _network.ResidualBlocks; i++)
            {
                var block = new Block("input_blocks", _inputBlocks.Count);
                block.Add(UNetModuleKind.Residual, channels, _network.LevelChannels[level]);
                channels = _network.LevelChannels[level];
                AddAttention(block, level);
                _inputBlocks.Add(block.Modules);
                skipped.Push(channels);
            }

            if (level < _network.Levels - 1)
            {
                var block = new Block("input_blocks", _inputBlocks.Count);
                block.Add(_network.ResidualResampling ? UNetModuleKind.ResidualDown : UNetModuleKind.ConvolutionDown, channels, channels);
                _inputBlocks.Add(block.Modules);
                skipped.Push(channels);
            }
        }

        return skipped;
    }

    private void BuildOutputBlocks(Stack<int> skipped)
    {
        int channels = _network.LevelChannels[^1];
        for (int level = _network.Levels - 1; level >= 0; level--)
        {
            for (int i = 0; i <= _network.ResidualBlocks; i++)
            {
                var block = new Block("output_blocks", _outputBlocks.Count);
                block.Add(UNetModuleKind.Residual, channels + skipped.Pop(), _network.LevelChannels[level]);
                channels = _network.LevelChannels[level];
                AddAttention(block, level);
                if (level > 0 && i == _network.ResidualBlocks)
                {
                    block.Add(_network.ResidualResampling ? UNetModuleKind.ResidualUp : UNetModuleKind.ConvolutionUp, channels, channels);
                }

                _outputBlocks.Add(block.Modules);
            }
        }
    }

    private void AddAttention(Block block, int level)
    {
        if (_network.LevelAttention[level])
        {
            block.Add(UNetModuleKind.Attention, _network.LevelChannels[level], _network.LevelChannels[level]);
        }
    }

    /// <summary>A block in the making: modules are numbered in the order they are added.</summary>
    private sealed class Block(string side, int index)
    {
        public List<UNetModule> Modules { get; } = [];

        public void Add(UNetModuleKind kind, int inChannels, int outChannels) =>
            Modules.Add(new UNetModule($"{side}.{index}.{Modules.Count}", kind, inChannels, outChannels));
    }
}
