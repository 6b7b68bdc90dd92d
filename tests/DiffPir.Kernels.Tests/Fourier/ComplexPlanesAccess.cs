using System.Numerics;
using DiffPir.Kernels.Fourier;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Tests.Fourier;

/// <summary>Host access to complex planes, for tests.</summary>
internal static class ComplexPlanesAccess
{
    /// <summary>Copies values, dense and row by row, to the planes.</summary>
    public static void Upload(ComputeDevice device, ComplexPlanes planes, Complex[] values)
    {
        Copy(device, planes.Front.Real, planes, [.. values.Select(value => (float)value.Real)]);
        Copy(device, planes.Front.Imaginary, planes, [.. values.Select(value => (float)value.Imaginary)]);
    }

    /// <summary>Copies the planes to the host, dense and row by row.</summary>
    public static Complex[] Download(ComputeDevice device, ComplexPlanes planes)
    {
        float[] real = Rows(device, planes.Front.Real, planes);
        float[] imaginary = Rows(device, planes.Front.Imaginary, planes);
        return [.. real.Zip(imaginary, (a, b) => new Complex(a, b))];
    }

    private static void Copy(ComputeDevice device, ArrayView<float> view, ComplexPlanes planes, float[] values)
    {
        float[] padded = new float[(long)planes.Count * planes.Rows * planes.Pitch];
        for (int row = 0; row < planes.Count * planes.Rows; row++)
        {
            values.AsSpan(row * planes.Columns, planes.Columns).CopyTo(padded.AsSpan(row * planes.Pitch));
        }

        view.SubView(0, padded.Length).CopyFromCPU(device.Stream, padded);
        device.Synchronize();
    }

    private static float[] Rows(ComputeDevice device, ArrayView<float> view, ComplexPlanes planes)
    {
        float[] padded = new float[(long)planes.Count * planes.Rows * planes.Pitch];
        view.SubView(0, padded.Length).CopyToCPU(device.Stream, padded);
        device.Synchronize();
        return [.. Enumerable.Range(0, planes.Count * planes.Rows).SelectMany(row => padded.Skip(row * planes.Pitch).Take(planes.Columns))];
    }
}
