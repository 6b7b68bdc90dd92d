namespace DiffPir.Network;

/// <summary>One module of a UNet.</summary>
/// <param name="Name">The prefix of its weights' names, for example <c>input_blocks.9.0</c>.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="InChannels">Channels it receives (for an output block's first module: current and skipped ones together).</param>
/// <param name="OutChannels">Channels it returns.</param>
internal sealed record UNetModule(string Name, UNetModuleKind Kind, int InChannels, int OutChannels)
{
    /// <summary>Names and shapes of its weights in state-dict order.</summary>
    /// <param name="network">The network it belongs to.</param>
    public IEnumerable<(string Name, long[] Shape)> Parameters(UNetConfiguration network) => Kind switch
    {
        UNetModuleKind.Convolution => Affine("", OutChannels, InChannels, 3, 3),
        UNetModuleKind.ConvolutionDown => Affine(".op", OutChannels, InChannels, 3, 3),
        UNetModuleKind.ConvolutionUp => Affine(".conv", OutChannels, InChannels, 3, 3),
        UNetModuleKind.Attention =>
        [
            .. Affine(".norm", InChannels),
            .. Affine(".qkv", 3 * InChannels, InChannels, 1),
            .. Affine(".proj_out", InChannels, InChannels, 1),
        ],
        _ =>
        [
            .. Affine(".in_layers.0", InChannels),
            .. Affine(".in_layers.2", OutChannels, InChannels, 3, 3),
            .. Affine(".emb_layers.1", network.ScaleShiftNorm ? 2 * OutChannels : OutChannels, network.TimeChannels),
            .. Affine(".out_layers.0", OutChannels),
            .. Affine(".out_layers.3", OutChannels, OutChannels, 3, 3),
            .. InChannels == OutChannels ? [] : Affine(".skip_connection", OutChannels, InChannels, 1, 1),
        ],
    };

    private (string Name, long[] Shape)[] Affine(string layer, params long[] weight) =>
        [($"{Name}{layer}.weight", weight), ($"{Name}{layer}.bias", [weight[0]])];
}
