namespace DiffPir.Kernels.Tests.OpenCl;

/// <summary>What a compiled kernel takes of an AMD GPU. Its registers say little: functions of OpenCL are not linked.</summary>
/// <param name="LocalBytes">Local memory (LDS) of a group.</param>
/// <param name="LargestGroup">Work-items that a group may have.</param>
internal sealed record AmdResources(int LocalBytes, int LargestGroup);
