using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Tests.Files;

/// <summary>
/// Only the types of DiffPir.Cli.Files open, write, replace or delete files, so that all of the command line keeps their rules. Read from the
/// methods of the built assembly.
/// </summary>
public sealed class FileDoorTests
{
    private const string Door = "DiffPir.Cli.Files", Looking = "DiffPir.Files";

    private static readonly string[] FileTypes =
    [
        "System.IO.File", "System.IO.FileStream", "System.IO.FileInfo", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.RandomAccess",
        "System.IO.StreamReader", "System.IO.StreamWriter", "System.IO.MemoryMappedFiles.MemoryMappedFile",

        // They throw what only the door turns into a line that names the file.
        "DiffPir.Files.FileStatus", "DiffPir.Files.RealPath",
    ];

    // To ask whether there is something, and what is in a folder, opens nothing.
    private static readonly string[] Harmless = ["Exists", "EnumerateFileSystemEntries"];

    [Fact]
    public void Nothing_else_opens_or_changes_files()
    {
        var calls = CallsOf(typeof(CommandLineApp).Assembly.Location);

        Assert.Contains(calls, call => call is (Door, "System.IO.FileStream..ctor")); // the scan sees
        Assert.Contains(calls, call => call is (Door, "DiffPir.Files.FileStatus.Find"));
        Assert.DoesNotContain(calls, static call => call.Namespace is not (Door or Looking));
    }

    /// <summary>The calls of file types in an assembly's methods: the namespace of the caller, and what it calls.</summary>
    private static HashSet<(string Namespace, string Call)> CallsOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var calls = new HashSet<(string, string)>();
        foreach (var method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(static method => method.RelativeVirtualAddress != 0))
        {
            foreach (var (type, name) in Calls(metadata, file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!))
            {
                if (FileTypes.Contains(type) && !Harmless.Contains(name))
                {
                    calls.Add((NamespaceOf(metadata, method.GetDeclaringType()), $"{type}.{name}"));
                }
            }
        }

        return calls;
    }

    private static IEnumerable<(string Type, string Name)> Calls(MetadataReader metadata, byte[] code)
    {
        for (int i = 0; i + 4 < code.Length; i++)
        {
            if ((ILOpCode)code[i] is not (ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj))
            {
                continue;
            }

            // A byte that only looks like a call is followed by no valid token, or by one that is as harmless as any.
            int token = BitConverter.ToInt32(code, i + 1);
            if (token >>> 24 == (int)TableIndex.MethodDef && (uint)((token & 0xFFFFFF) - 1) < metadata.GetTableRowCount(TableIndex.MethodDef))
            {
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)MetadataTokens.Handle(token));
                var type = metadata.GetTypeDefinition(method.GetDeclaringType());
                yield return ($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}", metadata.GetString(method.Name));
            }
            else if (token >>> 24 == (int)TableIndex.MemberRef && (uint)((token & 0xFFFFFF) - 1) < metadata.GetTableRowCount(TableIndex.MemberRef))
            {
                var member = metadata.GetMemberReference((MemberReferenceHandle)MetadataTokens.Handle(token));
                if (member.Parent.Kind == HandleKind.TypeReference)
                {
                    var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
                    yield return ($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}", metadata.GetString(member.Name));
                }
            }
        }
    }

    private static string NamespaceOf(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? NamespaceOf(metadata, outer) : metadata.GetString(type.Namespace);
    }
}
