using System.Security;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace DiffPir.Cli.Images;

/// <summary>The record of a restoration inside an XMP packet, as a property of its own beside whatever else the packet holds.</summary>
internal static class XmpPacket
{
    private const string Namespace = "urn:diffpir:record:1", Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", End = "</rdf:RDF>";
    private const string PropertyStart = $"<rdf:Description rdf:about=\"\" xmlns:diffpir=\"{Namespace}\">", PropertyEnd = "</rdf:Description>";

    /// <summary>A packet with a record in place of any other; a new one where there is none, or none that can be written into.</summary>
    /// <param name="packet">The packet, or null.</param>
    /// <param name="record">The record; null to have none.</param>
    /// <returns>Null where there was none and shall be none.</returns>
    public static byte[]? With(byte[]? packet, string? record)
    {
        string text = packet is null ? string.Empty : WithoutRecords(Encoding.UTF8.GetString(packet));
        if (record is null)
        {
            return packet is null ? null : Encoding.UTF8.GetBytes(text);
        }

        string property = $"{PropertyStart}<diffpir:record>{SecurityElement.Escape(record)}</diffpir:record>{PropertyEnd}";
        int end = text.LastIndexOf(End, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(end >= 0
            ? text.Insert(end, property)
            : "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                + $"<rdf:RDF xmlns:rdf=\"{Rdf}\">{property}{End}</x:xmpmeta><?xpacket end=\"w\"?>");
    }

    /// <summary>The record in a packet; null where there is none, or the packet is no XML.</summary>
    public static string? Find(byte[] packet)
    {
        using var stream = new MemoryStream(packet);
        try
        {
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XDocument.Load(reader).Descendants(XName.Get("record", Namespace)).FirstOrDefault()?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The text without records. Each of its letters is looked at once, whatever the packet holds.</summary>
    private static string WithoutRecords(string text)
    {
        var kept = new StringBuilder(text.Length);
        int at = 0;
        while (text.IndexOf(PropertyStart, at, StringComparison.Ordinal) is >= 0 and var start
            && text.IndexOf(PropertyEnd, start, StringComparison.Ordinal) is >= 0 and var end)
        {
            kept.Append(text, at, start - at);
            at = end + PropertyEnd.Length;
        }

        return kept.Append(text, at, text.Length - at).ToString();
    }
}
