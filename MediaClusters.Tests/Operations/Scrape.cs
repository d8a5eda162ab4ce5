using System.Text.RegularExpressions;

namespace MediaClusters.Tests.Operations;

/// <summary>A family of a scrape. Names of histograms are without _bucket, _sum and _count.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">counter, gauge or histogram.</param>
/// <param name="Series">The labels of each series and its value; without those that every series has, and those of buckets.</param>
internal sealed record Family(string Name, string Type, List<(IReadOnlyDictionary<string, string> Labels, double Value)> Series);

/// <summary>Prometheus text, read as far as tests ask for it.</summary>
internal static partial class Scrape
{
    public static Dictionary<string, Family> Read(string text)
    {
        var families = new Dictionary<string, Family>(StringComparer.Ordinal);
        Family? current = null;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                families.Add(words[2], current = new(words[2], words[3], []));
            }
            else if (!line.StartsWith('#'))
            {
                var labels = Label().Matches(line).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
                labels.Remove("otel_scope_name");
                labels.Remove("otel_scope_version");
                labels.Remove("le");
                current!.Series.Add((labels, double.Parse(line[(line.LastIndexOf(' ') + 1)..].Replace("+Inf", "Infinity", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)));
            }
        }

        return families;
    }

    [GeneratedRegex("""[{,](?<name>[a-zA-Z_0-9]+)="(?<value>([^"\\]|\\.)*)"(?=[,}])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
