using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>Draws one sample after another.</summary>
internal interface ISampleLoop
{
    /// <summary>Runs all steps and returns the tensor that holds the result, on [-1,1], until the next run.</summary>
    Tensor Run();
}
