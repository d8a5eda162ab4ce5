using System.Text;

namespace MediaClusters.LoadTests.Reporting.Html;

/// <summary>Names for the sections of a page, by which they are linked to.</summary>
internal static class Anchors
{
    public const string Goals = "goals";

    /// <summary>One for each title, in order, none twice. Letters, digits and hyphens: the ids of charts have dots.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> titles)
    {
        var taken = new HashSet<string>([Goals], StringComparer.Ordinal);
        var anchors = new List<string>();
        foreach (var title in titles)
        {
            var words = Words(title);
            var anchor = words;
            for (var i = 2; !taken.Add(anchor); i++)
                anchor = $"{words}-{i}";
            anchors.Add(anchor);
        }

        return anchors;
    }

    private static string Words(string title)
    {
        var words = new StringBuilder();
        foreach (var letter in title)
        {
            if (char.IsLetterOrDigit(letter))
                words.Append(char.ToLowerInvariant(letter));
            else if (words.Length > 0 && words[^1] != '-')
                words.Append('-');
        }

        return words.ToString().Trim('-') is { Length: > 0 } some ? some : "section";
    }
}
