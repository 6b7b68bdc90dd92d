using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests;

/// <summary>
/// Inside a layer of the libraries, folders form no circles: what a folder uses uses nothing of it. Uses are read from the built assembly, method bodies
/// included; the folder of a type is that of the source file that declares it.
/// </summary>
public sealed partial class FolderTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    [Theory]
    [InlineData(typeof(ComputeDevice))]
    [InlineData(typeof(IPrior))]
    [InlineData(typeof(RestorationEngine))]
    public void Folders_FormNoCircles(Type ofLayer)
    {
        var uses = UsesOf(ofLayer.Assembly);

        Assert.Empty(uses.Keys.Where(folder => Reaches(folder, folder, uses)).Select(folder => $"{folder} -> {string.Join(", ", uses[folder])}"));
    }

    [Fact]
    public void Scan_SeesUsesInSignaturesAndInMethodBodies()
    {
        var uses = UsesOf(typeof(ComputeDevice).Assembly);

        Assert.Contains("Graphs", uses["Convolution"]);
        Assert.Contains("Devices", uses["Graphs"]);
        Assert.Contains("Intrinsics", uses["Devices"]); // only inside methods
        Assert.DoesNotContain("Convolution", uses["Graphs"]);
    }

    [GeneratedRegex(@"^(?:public|internal)[\w ]*? (?:class|struct|record|enum|interface|delegate [\w<>.]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    private static Dictionary<string, HashSet<string>> UsesOf(Assembly assembly)
    {
        var folders = FoldersOf(Path.Combine(RepositoryPaths.Root, "src", assembly.GetName().Name!));
        var uses = folders.Values.Distinct().ToDictionary(folder => folder, _ => new HashSet<string>());
        foreach (var type in assembly.GetTypes())
        {
            if (FolderOf(type) is { } from)
            {
                uses[from].UnionWith(TypesUsedBy(type).Select(FolderOf).OfType<string>().Where(to => to != from));
            }
        }

        return uses;

        string? FolderOf(Type type)
        {
            while (type.DeclaringType is { } outer)
            {
                type = outer;
            }

            return type.Assembly == assembly && folders.TryGetValue(type.Name.Split('`')[0], out string? folder) ? folder : null;
        }
    }

    private static Dictionary<string, string> FoldersOf(string project)
    {
        var folders = new Dictionary<string, string>();
        foreach (string file in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetDirectoryName(Path.GetRelativePath(project, file))!;
            folder = folder.Split(Path.DirectorySeparatorChar)[0]; // a folder and those in it are one
            if (folder.Length > 0 && folder is not ("obj" or "bin"))
            {
                foreach (Match match in Declaration().Matches(File.ReadAllText(file)))
                {
                    folders[match.Groups[1].Value] = folder;
                }
            }
        }

        return folders;
    }

    private static bool Reaches(string from, string to, Dictionary<string, HashSet<string>> uses)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>(uses[from]);
        while (open.TryPop(out string? folder))
        {
            if (folder == to)
            {
                return true;
            }

            foreach (string next in seen.Add(folder) ? uses[folder] : [])
            {
                open.Push(next);
            }
        }

        return false;
    }

    private static IEnumerable<Type> TypesUsedBy(Type type)
    {
        var direct = new List<Type?> { type.BaseType };
        direct.AddRange(type.GetInterfaces());
        direct.AddRange(type.GetCustomAttributesData().Select(attribute => attribute.AttributeType));
        direct.AddRange(type.GetFields(Everything).Select(field => field.FieldType));
        foreach (var method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        {
            direct.Add((method as MethodInfo)?.ReturnType);
            direct.AddRange(method.GetParameters().Select(parameter => parameter.ParameterType));
            direct.AddRange(method.GetCustomAttributesData().Select(attribute => attribute.AttributeType));
            direct.AddRange(TypesUsedInside(method));
        }

        return direct.OfType<Type>().SelectMany(Parts);
    }

    private static IEnumerable<Type?> TypesUsedInside(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        foreach (var local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        for (int at = 0; at < code.Length;)
        {
            var operation = OpCodesByValue[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var member = method.Module.ResolveMember(
                    BitConverter.ToInt32(code, at),
                    method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
                    method.IsGenericMethod ? method.GetGenericArguments() : null);
                yield return member as Type ?? member!.DeclaringType;
                foreach (var argument in member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [])
                {
                    yield return argument;
                }
            }

            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    /// <summary>A type and what it is made of: elements, generic arguments.</summary>
    private static IEnumerable<Type> Parts(Type type) => type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type)
        : [type];
}
