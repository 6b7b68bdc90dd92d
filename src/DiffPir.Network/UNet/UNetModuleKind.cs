namespace DiffPir.Network;

/// <summary>The kinds of modules a UNet's blocks are made of.</summary>
internal enum UNetModuleKind
{
    /// <summary>The 3x3 convolution at the entrance.</summary>
    Convolution,

    /// <summary>Two normalised 3x3 convolutions with the time between them, added to the (projected) input.</summary>
    Residual,

    /// <summary>A residual block that averages 2x2 pixels before its first convolution and on its skip.</summary>
    ResidualDown,

    /// <summary>A residual block that doubles each pixel before its first convolution and on its skip.</summary>
    ResidualUp,

    /// <summary>Self-attention over all pixels, added to its input.</summary>
    Attention,

    /// <summary>A 3x3 convolution of stride 2.</summary>
    ConvolutionDown,

    /// <summary>Pixels doubled, then a 3x3 convolution.</summary>
    ConvolutionUp,
}
