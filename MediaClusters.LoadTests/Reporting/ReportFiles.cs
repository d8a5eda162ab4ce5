using MediaClusters.LoadTests.Reporting.Html;
using MediaClusters.LoadTests.Reporting.Json;
using MediaClusters.LoadTests.Reporting.Markdown;

namespace MediaClusters.LoadTests.Reporting;

/// <summary>A run on disk: to be compared with others, to be put beside text, to be looked at.</summary>
internal static class ReportFiles
{
    public const string Json = "load.json";
    public const string Markdown = "load.md";
    public const string Html = "load.html";

    /// <summary>Makes the folder if need be, and replaces what an earlier run left there.</summary>
    public static Task WriteAsync(LoadReport report, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        return AtomicFile.WriteAsync(
            [
                (Path.Combine(folder, Json), ReportDocument.Of(report).ToJson()),
                (Path.Combine(folder, Markdown), MarkdownReport.Of(report)),
                (Path.Combine(folder, Html), HtmlReport.Of(report)),
            ],
            cancellationToken);
    }
}
