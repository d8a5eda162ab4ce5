using System.Text;

namespace MediaClusters.LoadTests.Reporting.Markdown;

internal static class MarkdownReport
{
    public static string Of(LoadReport report) => $"# {MarkdownText.Escape(report.Title)}\n\n{Figures(report, heading: "##")}";

    /// <summary>All but the title, under headings of a depth.</summary>
    public static string Figures(LoadReport report, string heading)
    {
        var text = new StringBuilder();
        text.Append(MarkdownTable.Of(ReportTable.Circumstances(report)));
        if (report.Goals.Count > 0)
            text.Append($"\n{heading} Goals\n\n").Append(MarkdownTable.Of(ReportTable.Goals(report.Goals)));
        foreach (var section in report.Sections)
            Append(text, section, heading);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReportSection section, string heading)
    {
        text.Append($"\n{heading} {MarkdownText.Escape(section.Title)}\n");
        if (section.Text.Length > 0)
            text.Append($"\n{MarkdownText.Paragraph(section.Text)}\n");
        if (section.Rows.Count > 0)
            text.Append('\n').Append(MarkdownTable.Of(ReportTable.Loads(section.Rows)));
        if (section.Figures.Count > 0)
            text.Append('\n').Append(MarkdownTable.Of(ReportTable.Figures(section.Figures)));

        var failed = section.Rows.Where(row => row.Result.Failed > 0).ToArray();
        if (failed.Length > 0)
            text.Append('\n');
        foreach (var row in failed)
            text.Append($"- {MarkdownText.Paragraph(Wording.Failure(row.Result), indent: "  ")}\n");
    }
}
