using System.Text;

namespace DiffPir.Network.Tests;

public class SafetensorsHeaderTests
{
    private const string OneTensor = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", 8, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x""", 8, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}{}""", 8, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":[[[[[[[[[]]]]]]]]]}}""", 8, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},}""", 8, "not valid JSON")]
    [InlineData("""{"a\uD800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "not valid UTF-8")]
    [InlineData("""{"a":3}""", 0, "tensor 'a': its entry in the header must be an object")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "has no dtype")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,8]}}""", 8, "has no shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "has no data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "two members dtype")]
    [InlineData("""{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}""", 8, "dtype 'F33' is unknown")]
    [InlineData("""{"a":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""", 8, "dtype must be a text")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "shape must be a list of whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "shape must be a list of whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "shape must be a list of whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", 8, "shape must be a list of whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}""", 8, "shape must be a list of whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,8]}}""", 8, "size overflows")]
    [InlineData("""{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "size overflows")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "data_offsets must be a begin and an end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", 8, "data_offsets must be a begin and an end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "data_offsets must be a begin and an end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "shape 3 of F32 takes 96 bits, but data_offsets 0, 8 hold 8 bytes")]
    [InlineData("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", 1, "shape 3 of F4 takes 12 bits")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "leave a hole before them: expected begin 0")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}""", 5, "tensor 'b': its data, bytes 3 to 5, leave a hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "tensor 'b': its data, bytes 1 to 3, overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 2, "overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"\u0061":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", 4, "tensor 'a': two entries")]
    [InlineData(OneTensor, 7, "the tensors take 8 bytes, but only 7 follow")]
    [InlineData(OneTensor, 9, "the tensors take 8 bytes, but 9 follow")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "__metadata__ 'a' must be a text")]
    [InlineData("""{"__metadata__":[]}""", 0, "__metadata__ must be an object")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "two __metadata__ entries")]
    [InlineData("""{"__metadata__":{"a":"1","a":"1"}}""", 0, "two entries 'a'")]
    public void Open_HeaderThatBreaksARule_IsRefusedWithTheReason(string header, int dataLength, string reason)
    {
        var error = RawFile.Refused(RawFile.Safetensors(header, dataLength));

        Assert.Equal(CheckpointFault.Malformed, error.Fault);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TensorOfTooManyDimensions_IsRefused()
    {
        string shape = string.Join(',', Enumerable.Repeat("1", 65));
        string header = $$$"""{"a":{"dtype":"U8","shape":[{{{shape}}}],"data_offsets":[0,1]}}""";

        Assert.Contains("more than 64 numbers", RawFile.Refused(RawFile.Safetensors(header, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NameThatWouldUpsetATerminal_IsShownCleanedAndShortened()
    {
        string name = "\\u001b[2J" + new string('n', 5000);
        var error = RawFile.Refused(RawFile.Safetensors($$$"""{"{{{name}}}":0}""", 0));

        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.Contains("'?[2Jnnn", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 500);
        Assert.Equal(5004, error.TensorName!.Length);
    }

    [Fact]
    public void Open_HeaderLongerThanTheLimit_IsRefusedBeforeItIsRead()
    {
        byte[] bytes = [.. BitConverter.GetBytes((long)SafetensorsPrefix.MaximumHeaderLength + 1), (byte)'{', 0, 0];

        var error = RawFile.Refused(bytes);

        Assert.Contains("at most 100000000 are allowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileCutAnywhere_IsRefused()
    {
        byte[] whole = RawFile.Safetensors(OneTensor, 8);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Equal(CheckpointFault.Malformed, RawFile.Refused(whole[..length]).Fault);
        }
    }

    [Fact]
    public void Parse_AnyByteOfTheHeaderChanged_IsAcceptedOrRefusedButNeverFailsOtherwise()
    {
        const string header = """{"__metadata__":{"k":"v"},"a":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]},"b":{"dtype":"I64","shape":[],"data_offsets":[12,20]}} """;
        byte[] json = Encoding.UTF8.GetBytes(header);
        int refused = 0;
        for (int i = 0; i < json.Length; i++)
        {
            byte original = json[i];
            for (int value = 0; value < 256; value++)
            {
                json[i] = (byte)value;
                try
                {
                    var parsed = SafetensorsHeader.Parse("x", json, 8 + json.Length + 20);
                    Assert.Equal(20, parsed.Tensors.Sum(tensor => tensor.ByteCount));
                }
                catch (CheckpointException)
                {
                    refused++;
                }
            }

            json[i] = original;
        }

        Assert.True(refused > 128 * json.Length, $"only {refused} refused");
    }

    [Fact]
    public void Open_SpacesAfterTheHeaderAndUnknownMembers_AreAccepted()
    {
        byte[] bytes = RawFile.Safetensors("""{"a":{"dtype":"U8","note":{"x":[1]},"shape":[0,7],"data_offsets":[0,0]},"s":{"shape":[],"data_offsets":[0,1],"dtype":"U8"}}   """, 1);
        using var folder = new DiffPir.Testing.TemporaryFolder();
        File.WriteAllBytes(folder.File("x"), bytes);

        using var checkpoint = Checkpoint.Open(folder.File("x"));

        Assert.Equal(["a U8 0x7", "s U8 scalar"], checkpoint.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([0, 1], checkpoint.Tensors.Select(tensor => tensor.ElementCount));
        Assert.Empty(checkpoint.Metadata);
    }
}
