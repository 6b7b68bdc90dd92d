namespace DiffPir.Kernels.Convolution;

/// <summary>The ways to run a convolution.</summary>
internal enum ConvolutionCandidate
{
    /// <summary>Register tiles of 8 pixels x 32 outputs.</summary>
    Tile8x2,

    /// <summary>Register tiles of 4 pixels x 32 outputs, for maps narrower than 8.</summary>
    Tile4x2,

    /// <summary>Register tiles of 16 pixels x 16 outputs, for few outputs.</summary>
    Tile16x1,

    /// <summary>Vectors along the input channels, for at most 4 outputs.</summary>
    Narrow4,

    /// <summary>Winograd F(4x4, 3x3) in register tiles.</summary>
    Winograd4x4,

    /// <summary>Implicit GEMM through shared memory, 128 pixels x 128 outputs a group, for GPUs.</summary>
    Group128x128,

    /// <summary>The same with 64 pixels x 64 outputs, for small maps.</summary>
    Group64x64,

    /// <summary>Implicit GEMM on tensor cores in the device's precision, 128 pixels x 128 outputs a group.</summary>
    TensorCore128x128,

    /// <summary>The same with 128 pixels x 64 outputs.</summary>
    TensorCore128x64,

    /// <summary>The same with 64 pixels x 64 outputs, for small maps.</summary>
    TensorCore64x64,
}
