namespace DiffPir.Kernels.Tests.TensorCore;

/// <summary>What an assembled kernel takes of a GPU.</summary>
/// <param name="Registers">Registers of a thread.</param>
/// <param name="SpillBytes">Register contents that go to memory, stores and loads.</param>
/// <param name="StackBytes">Local memory of a thread.</param>
/// <param name="SharedBytes">Shared memory of a block.</param>
/// <param name="TensorInstructions">Tensor-core instructions: HMMA in the machine code, or mma.sync where there is no disassembler.</param>
/// <param name="Instructions">Machine instructions; 0 where there is no disassembler.</param>
internal sealed record PtxResources(int Registers, int SpillBytes, int StackBytes, int SharedBytes, int TensorInstructions, int Instructions);
