using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Images;

public sealed class JpegHeaderTests
{
    private static byte[] Photo => File.ReadAllBytes(RepositoryPaths.Fixture("photographs/defocused-q90.jpg"));

    [Fact]
    public void TryRead_FileOfQuality90_FindsItsTables()
    {
        var tables = JpegHeader.TryRead(Photo)?.Tables;

        Assert.NotNull(tables);
        Assert.Equal(90, tables.Quality);
        Assert.Equal(3, tables.Luminance[0]);
        Assert.Equal(3, tables.Chrominance[0]);
    }

    [Fact]
    public void TryRead_EveryCutOffFile_IsNullOrRight()
    {
        byte[] file = Photo;
        var whole = JpegHeader.TryRead(file)!.Tables;

        for (int length = 0; length < 1000; length++)
        {
            if (JpegHeader.TryRead(file.AsSpan(0, length)) is { Tables: var found })
            {
                Assert.Equal(whole.Luminance, found.Luminance);
            }
        }
    }

    [Fact]
    public void TryRead_OtherFiles_IsNull()
    {
        Assert.Null(JpegHeader.TryRead(File.ReadAllBytes(RepositoryPaths.Sample("cat.png"))));
        Assert.Null(JpegHeader.TryRead([0xFF, 0xD8, 0xFF, 0xD9]));
    }

    [Fact]
    public void TryRead_StepOfZero_IsNull()
    {
        byte[] file = Photo;
        int table = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDB]);
        file[table + 5] = 0;

        Assert.Null(JpegHeader.TryRead(file));
    }
}
