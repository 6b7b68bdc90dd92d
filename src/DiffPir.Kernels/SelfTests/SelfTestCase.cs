namespace DiffPir.Kernels.SelfTests;

/// <summary>An operation on small odd shapes, beside its plain definition.</summary>
/// <param name="Operation">Its name, for people.</param>
/// <param name="Bound">The largest relative Euclidean distance of both.</param>
/// <param name="Compute">What a device computes, and what the definition says.</param>
internal sealed record SelfTestCase(string Operation, double Bound, Func<ComputeDevice, (double[] Actual, double[] Expected)> Compute);
