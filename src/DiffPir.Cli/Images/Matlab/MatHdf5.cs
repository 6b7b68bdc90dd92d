using System.Runtime.InteropServices;
using DiffPir.Cli.Hosting;
using PureHDF;
using PureHDF.VOL.Native;

namespace DiffPir.Cli.Images.Matlab;

/// <summary>
/// MAT-files of version 7.3: HDF5 with MATLAB's conventions. A variable is a dataset whose attribute MATLAB_class tells what it is; sides are
/// stored last one first, so that the numbers themselves lie columns first; the entries of a cell array are references to other datasets.
/// </summary>
internal sealed class MatHdf5
{
    // Where HDF5 begins in what MATLAB writes, behind a header of text.
    private const int Offset = 512;
    private const int MaximumArrays = 10_000;
    private const int MaximumDepth = 4;
    private const int MaximumRank = 32;
    private const int LongestClass = 64;

    /// <summary>Bytes that the numbers of all variables, and any chunk they are stored in, may take (64 MiB).</summary>
    private const long MaximumData = 64L << 20;

    private readonly string _path;
    private readonly NativeFile _file;
    private int _arrays;
    private long _data;

    private MatHdf5(string path, NativeFile file) => (_path, _file) = (path, file);

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F'];

    /// <summary>Whether a file is one, by the signature of HDF5.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) =>
        start.StartsWith(Signature) || (start.Length > Offset && start[Offset..].StartsWith(Signature));

    /// <summary>The variables of a file.</summary>
    public static IReadOnlyList<MatArray> Read(string path, ReadOnlyMemory<byte> bytes)
    {
        if (HdfLinks.LeadOut(bytes.Span))
        {
            throw InputFile.Unreadable(path, "it holds a link to another file, which MATLAB does not write; save the kernels in one file");
        }

        using var stream = new BudgetStream(bytes);
        try
        {
            using var file = H5File.Open(stream, leaveOpen: true);
            return new MatHdf5(path, file).ReadVariables();
        }
        catch (Exception e) when (e is not CliException)
        {
            // The library has no error of its own: what is wrong with a file comes as whatever went wrong on the way.
            throw InputFile.Unreadable(
                path, $"it is damaged, or HDF5 of a kind that MATLAB does not write ({e.GetBaseException().Message}); save it as version 7", e);
        }
    }

    private List<MatArray> ReadVariables()
    {
        var arrays = new List<MatArray>();
        foreach (var child in _file.Children())
        {
            if (!child.Name.StartsWith('#')) // MATLAB's own: #refs# holds the entries of cell arrays
            {
                arrays.Add(ReadArray(child, child.Name, 0));
            }
        }

        return arrays;
    }

    private MatArray ReadArray(IH5Object source, string name, int depth)
    {
        if (++_arrays > MaximumArrays || depth > MaximumDepth || name.Length > MatFile.LongestName)
        {
            throw Wrong($"it has more than {MaximumArrays} variables and cells, cells more than {MaximumDepth} deep, or a name that is too long");
        }

        if (source is not IH5Dataset dataset)
        {
            return new(name, source is IH5Group group && group.AttributeExists("MATLAB_sparse") ? "sparse matrix" : "struct", [1, 1], null, []);
        }

        if (dataset.AttributeExists("MATLAB_empty"))
        {
            return new(name, "empty", [0, 0], null, []); // its values are its sides
        }

        int[] shape = ShapeOf(dataset);
        return ClassOf(dataset) switch
        {
            "cell" => new(name, "cell array", shape, null, ReadCells(dataset, shape, depth)),
            "char" => new(name, "text", shape, null, []),
            "double" or "single" or "logical" or "int8" or "uint8" or "int16" or "uint16" or "int32" or "uint32" or "int64" or "uint64" =>
                dataset.Type.Class == H5DataTypeClass.Compound
                    ? new(name, "complex matrix", shape, null, [])
                    : new(name, "matrix", shape, ReadNumbers(dataset, shape), []),
            null => throw Wrong(
                $"its array '{name}' was not written by MATLAB (it has no MATLAB_class), which leaves open whether rows or columns come first; "
                + "save the kernel as .npy"),
            _ => new(name, "object", shape, null, []),
        };
    }

    /// <summary>The sides, rows first.</summary>
    private int[] ShapeOf(IH5Dataset dataset)
    {
        ulong[] sides = dataset.Space.Dimensions;
        if (sides.Length is < 2 or > MaximumRank || Array.Exists(sides, static side => side > int.MaxValue))
        {
            throw Wrong("it is damaged: an array without sides");
        }

        return [.. sides.Reverse().Select(static side => (int)side)];
    }

    private string? ClassOf(IH5Dataset dataset)
    {
        if (!dataset.AttributeExists("MATLAB_class"))
        {
            return null;
        }

        var attribute = dataset.Attribute("MATLAB_class");
        return attribute.Type.Class == H5DataTypeClass.String && attribute.Type.Size <= LongestClass && attribute.Space.Type == H5DataspaceType.Scalar
            ? attribute.Read<string>().TrimEnd('\0')
            : throw Wrong("it is damaged: the class of an array is no text");
    }

    private List<MatArray> ReadCells(IH5Dataset dataset, int[] shape, int depth)
    {
        if (dataset.Type.Class != H5DataTypeClass.Reference)
        {
            throw Wrong("it is damaged: a cell array without references");
        }

        Spend(dataset, shape);
        return [.. dataset.Read<NativeObjectReference1[]>().Select(reference => ReadArray(_file.Get(reference), string.Empty, depth + 1))];
    }

    private MatNumbers ReadNumbers(IH5Dataset dataset, int[] shape)
    {
        Spend(dataset, shape);
        return (dataset.Type.Class, dataset.Type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 8) => Numbers<double>(dataset, MatType.Double),
            (H5DataTypeClass.FloatingPoint, 4) => Numbers<float>(dataset, MatType.Single),
            (H5DataTypeClass.FixedPoint, 1) when dataset.Type.FixedPoint.IsSigned => Numbers<sbyte>(dataset, MatType.Int8),
            (H5DataTypeClass.FixedPoint, 1) => Numbers<byte>(dataset, MatType.UInt8),
            (H5DataTypeClass.FixedPoint, 2) when dataset.Type.FixedPoint.IsSigned => Numbers<short>(dataset, MatType.Int16),
            (H5DataTypeClass.FixedPoint, 2) => Numbers<ushort>(dataset, MatType.UInt16),
            (H5DataTypeClass.FixedPoint, 4) when dataset.Type.FixedPoint.IsSigned => Numbers<int>(dataset, MatType.Int32),
            (H5DataTypeClass.FixedPoint, 4) => Numbers<uint>(dataset, MatType.UInt32),
            (H5DataTypeClass.FixedPoint, 8) when dataset.Type.FixedPoint.IsSigned => Numbers<long>(dataset, MatType.Int64),
            (H5DataTypeClass.FixedPoint, 8) => Numbers<ulong>(dataset, MatType.UInt64),
            _ => throw Wrong($"it is damaged: numbers of type {dataset.Type.Class} of {dataset.Type.Size} bytes"),
        };
    }

    private static MatNumbers Numbers<T>(IH5Dataset dataset, MatType type)
        where T : unmanaged =>
        new(type, MemoryMarshal.AsBytes(dataset.Read<T[]>().AsSpan()).ToArray(), BigEndian: !BitConverter.IsLittleEndian);

    /// <summary>Takes the memory that an array needs from what is left, before it is read.</summary>
    private void Spend(IH5Dataset dataset, int[] shape)
    {
        if (HdfLinks.LeadOut(dataset))
        {
            throw Wrong("the numbers of an array lie in another file, which MATLAB does not write; save the kernels in one file");
        }

        // A virtual dataset is made of other files.
        if (dataset.Layout.Class is not (H5DataLayoutClass.Compact or H5DataLayoutClass.Contiguous or H5DataLayoutClass.Chunked))
        {
            throw Wrong($"an array of it has the layout '{dataset.Layout.Class}', which MATLAB does not write; save it as version 7");
        }

        ulong[] chunk = dataset.Layout.Class == H5DataLayoutClass.Chunked ? dataset.Layout.Chunks : [];
        _data += Bytes(shape.Select(static side => (ulong)side), dataset.Type.Size);
        if (_data > MaximumData || Bytes(chunk.Select(static side => (ulong)side), dataset.Type.Size) > MaximumData)
        {
            throw Wrong($"its variables take more than {MaximumData >> 20} MiB; save the kernels alone");
        }
    }

    /// <summary>Bytes that numbers take, or a number beyond all limits.</summary>
    private static long Bytes(IEnumerable<ulong> sides, int size) =>
        (long)sides.Aggregate((ulong)size, static (product, side) => side > 0 && product > MaximumData / side ? MaximumData + 1 : product * side);

    private CliException Wrong(string problem) => InputFile.Unreadable(_path, problem);
}
