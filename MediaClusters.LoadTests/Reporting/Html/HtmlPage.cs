using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>A page as a tree, so that no text in it can become markup; written so that parsers of HTML and of XML read the same.</summary>
internal static class HtmlPage
{
    private const char Unreadable = '\uFFFD';

    private static readonly XNamespace Space = "http://www.w3.org/1999/xhtml";
    private static readonly HashSet<string> WithoutEnd = new(StringComparer.Ordinal) { "meta", "br" };

    public static XElement Element(string name, params object?[] content) => new(Space + name, content);

    public static XAttribute Class(string name) => new("class", name);

    public static string Write(XElement root)
    {
        Mend(root);
        var text = new StringBuilder("<!DOCTYPE html>\n");
        using (var writer = XmlWriter.Create(text, new() { OmitXmlDeclaration = true, Indent = true, IndentChars = "", NewLineChars = "\n" }))
            root.Save(writer);
        return text.Append('\n').ToString();
    }

    private static void Mend(XElement root)
    {
        foreach (var text in root.DescendantNodes().OfType<XText>())
            text.Value = Readable(text.Value);
        foreach (var element in root.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
                attribute.Value = Readable(attribute.Value);

            // To HTML <p/> is a begin that has no end.
            if (element.Name.Namespace == Space && element.IsEmpty && !WithoutEnd.Contains(element.Name.LocalName))
                element.Value = "";
        }
    }

    /// <summary>An answer of a service may hold what neither XML nor HTML can say.</summary>
    private static string Readable(string text)
    {
        var readable = new StringBuilder(text.Length);
        foreach (var letter in text.EnumerateRunes())
        {
            if (letter.Value is '\t' or '\n' or (>= ' ' and not (>= 0x7F and <= 0x9F) and not 0xFFFE and not 0xFFFF))
                readable.Append(letter);
            else
                readable.Append(Unreadable);
        }

        return readable.ToString();
    }
}
