namespace DiffPir.Kernels;

/// <summary>Scalars of the passage between planar and channels-last storage.</summary>
internal struct LayoutArguments
{
    /// <summary>Addresses in channels-last storage.</summary>
    public Map Map;

    /// <summary>Sizes.</summary>
    public int N, C, H, W;
}
