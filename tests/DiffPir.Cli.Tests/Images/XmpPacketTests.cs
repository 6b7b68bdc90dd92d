using System.Text;
using DiffPir.Cli.Images;

namespace DiffPir.Cli.Tests.Images;

/// <summary>The record among the other properties of a packet.</summary>
public sealed class XmpPacketTests
{
    private const string Opening = "<rdf:Description rdf:about=\"\" xmlns:diffpir=\"urn:diffpir:record:1\">";

    [Fact]
    public void Record_replaces_the_one_before_and_leaves_the_rest()
    {
        string packet = Encoding.UTF8.GetString(XmpPacket.With(null, "first")!)
            .Replace("</rdf:RDF>", "<rdf:Description rdf:about=\"\" other=\"kept\"/></rdf:RDF>", StringComparison.Ordinal);

        byte[] again = XmpPacket.With(Encoding.UTF8.GetBytes(packet), "second <&>")!;

        Assert.Equal("second <&>", XmpPacket.Find(again));
        Assert.Contains("other=\"kept\"", Encoding.UTF8.GetString(again), StringComparison.Ordinal);
        Assert.DoesNotContain("first", Encoding.UTF8.GetString(again), StringComparison.Ordinal);
        Assert.Null(XmpPacket.Find(XmpPacket.With(again, null)!));
    }

    /// <summary>Looking for the end of each anew took hours: a small file, compressed, can hold a million of them.</summary>
    [Fact]
    public void Many_records_that_do_not_end_stay_as_they_are()
    {
        byte[] packet = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Opening, 500_000)));

        Assert.Equal(packet, XmpPacket.With(packet, null));
    }
}
