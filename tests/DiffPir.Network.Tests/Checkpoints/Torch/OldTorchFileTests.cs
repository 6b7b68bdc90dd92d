using DiffPir.Testing;
using static DiffPir.Network.Tests.PickleBytes;

namespace DiffPir.Network.Tests;

/// <summary>
/// What PyTorch on Python 2 and before version 0.4 wrote: texts as bytes, pairs for ordered dictionaries, parts of storages, tensors on a
/// GPU.
/// </summary>
public class OldTorchFileTests
{
    [Fact]
    public void Open_PythonTwoAndPyTorchZeroPointThree_IsRead()
    {
        byte[] part = Tuple(OldText("part"), Number(2), Number(4));
        byte[] storage(byte[] view) =>
            [.. Tuple(OldText("storage"), Global("torch.cuda", "FloatStorage"), OldText("9"), OldText("cuda:0"), Number(6), view), (byte)'Q'];
        byte[] whole = Call(Global("torch._utils", "_rebuild_tensor"), Tuple(storage([(byte)'N']), Number(0), Tuple(Number(6)), Tuple(Number(1))));
        byte[] inner = Call(Global("torch._utils", "_rebuild_tensor"), Tuple(storage(part), Number(1), Tuple(Number(3)), Tuple(Number(1))));
        byte[] root = Call(Global("collections", "OrderedDict"), Tuple(List(List(OldText("whole"), whole), Tuple(OldText("part"), inner))));

        Read(Legacy(root, "9", 0, 1, 2, 3, 4, 5), checkpoint =>
        {
            Assert.Equal(["whole F32 6", "part F32 3"], checkpoint.Tensors.Select(tensor => tensor.ToString()));
            Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f], checkpoint.Read("whole"));
            Assert.Equal([3f, 4f, 5f], checkpoint.Read("part"));
        });
    }

    [Fact]
    public void Open_BytesAfterTheLastStorage_AreIgnored()
    {
        byte[] tensor = Call(
            Global("torch._utils", "_rebuild_tensor_v2"),
            Tuple(
                [.. Tuple(Unicode("storage"), Global("torch", "FloatStorage"), Unicode("0"), Unicode("cpu"), Number(2)), (byte)'Q'],
                Number(0), Tuple(Number(2)), Tuple(Number(1)), [0x89], Call(Global("collections", "OrderedDict"), [(byte)')'])));

        Read([.. Legacy(Dictionary(Unicode("w"), tensor), "0", 1, 2), 1, 2, 3], checkpoint => Assert.Equal([1f, 2f], checkpoint.Read("w")));
    }

    private static void Read(byte[] file, Action<Checkpoint> check)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("old.pth");
        File.WriteAllBytes(path, file);
        using var checkpoint = Checkpoint.Open(path);
        check(checkpoint);
    }
}
