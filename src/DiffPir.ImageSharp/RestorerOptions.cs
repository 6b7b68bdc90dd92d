using DiffPir.Kernels;
using DiffPir.Models;
using DiffPir.Network;

namespace DiffPir.ImageSharp;

/// <summary>Where a <see cref="PictureRestorer"/> computes, and with which prior.</summary>
public sealed record RestorerOptions
{
    /// <summary><c>auto</c> for the first usable of CUDA, OpenCL on a GPU, OpenCL on a processor and ILGPU's CPU accelerator; or
    /// <c>cuda[:n]</c>, <c>opencl[:n]</c>, <c>cpu</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Processor threads of OpenCL on a processor; 0 for all.</summary>
    public int Threads { get; init; }

    /// <summary>Number format in which convolutions multiply.</summary>
    public Precision Precision { get; init; }

    /// <summary>The prior: <see cref="BuiltinModels.Standard"/>, <see cref="BuiltinModels.Small"/>, a checkpoint (.safetensors, .pt, .pth)
    /// or a diffusers folder.</summary>
    public string Model { get; init; } = BuiltinModels.Standard;

    /// <summary>What the checkpoint does not tell of itself; null for the usual.</summary>
    public UNetOptions? Network { get; init; }
}
