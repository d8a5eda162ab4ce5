namespace MediaClusters.LoadTests.Reporting.Markdown;

/// <summary>The figures of a run between two comments of a page that is written by hand.</summary>
internal static class MarkedFigures
{
    public const string Begin = "<!-- figures: begin -->";
    public const string End = "<!-- figures: end -->";

    /// <exception cref="InvalidDataException">The page has not exactly one of each marker, the begin before the end; it is left as it was.</exception>
    public static async Task WriteAsync(LoadReport report, string page, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(page, cancellationToken);
        try
        {
            await AtomicFile.WriteAsync([(page, Replace(text, MarkdownReport.Figures(report, heading: "###")))], cancellationToken);
        }
        catch (InvalidDataException problem)
        {
            throw new InvalidDataException($"{page}: {problem.Message}", problem);
        }
    }

    public static string Replace(string page, string figures)
    {
        var (begin, end) = (Place(page, Begin), Place(page, End));
        if (end < begin)
            throw new InvalidDataException($"the marker {End} comes before {Begin}");

        var newLine = page.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var between = $"\n\n{figures.Trim('\n')}\n\n".ReplaceLineEndings(newLine);
        return string.Concat(page.AsSpan(0, begin + Begin.Length), between, page.AsSpan(end));
    }

    private static int Place(string page, string marker)
    {
        var place = page.IndexOf(marker, StringComparison.Ordinal);
        if (place < 0)
            throw new InvalidDataException($"the marker {marker} is missing");
        return page.IndexOf(marker, place + marker.Length, StringComparison.Ordinal) < 0
            ? place
            : throw new InvalidDataException($"the marker {marker} is there more than once");
    }
}
