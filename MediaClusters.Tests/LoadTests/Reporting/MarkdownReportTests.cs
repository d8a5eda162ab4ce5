using System.Text.RegularExpressions;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Reporting.Markdown;

namespace MediaClusters.Tests.LoadTests.Reporting;

public sealed partial class MarkdownReportTests
{
    [Fact]
    public void Report_has_circumstances_then_goals_then_sections()
    {
        var report = Reports.Of(new ReportSection(
            "Reads", "Text.", [new(Reports.Result("latest", failure: "503", milliseconds: [1, 1, 1, 1]), "bare", 0.834)], [new("cluster_jobs", 12345, "bytes", "on disk")]));

        MarkdownReport.Of(report).ShouldBe("""
            # Load

            |          |                      |
            | -------- | -------------------- |
            | when     | 2026-11-22 18:00 UTC |
            | took     | 12 min 34 s          |
            | seed     | 7                    |
            | machine  | 2 cores              |
            | postgres | 17.6                 |

            ## Goals

            | goal | wanted       | measured | met    |
            | ---- | ------------ | -------- | ------ |
            | rate | at least 2/s | 3/s      | met    |
            | p99  | below 10 ms  | 12 ms    | MISSED |

            ## Reads

            Text.

            | scenario | load                        | requests/s | share of the yardstick | p50 ms | p95 ms | p99 ms | p99.9 ms | max ms | errors |
            | -------- | --------------------------- | ---------: | ---------------------- | -----: | -----: | -----: | -------: | -----: | -----: |
            | latest   | 64 connections, closed loop |          1 | 0.83 of bare           |      1 |      1 |      1 |        1 |      1 |      1 |

            | figure       |        value | note    |
            | ------------ | -----------: | ------- |
            | cluster_jobs | 12,345 bytes | on disk |

            - latest (64 connections, closed loop): 1 failed, such as 503

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Empty_report_has_a_title_and_circumstances()
    {
        var text = MarkdownReport.Of(Reports.Of() with { Goals = [], Environment = [] });

        text.ShouldStartWith("# Load\n\n|");
        text.ShouldNotContain("##");
    }

    [Fact]
    public void Hostile_names_stay_text()
    {
        var text = MarkdownReport.Of(Reports.Hostiles());

        Bare().Matches(text).ShouldBeEmpty();
        text.ShouldNotContain(MarkedFigures.End);
        text.Split('\n').Where(line => line.StartsWith('|')).Select(line => Bars().Count(line)).Distinct().Order().ShouldBe([3, 4, 5, 11]);
        text.Split('\n').Where(line => line.StartsWith('#')).Count().ShouldBe(4);
    }

    [Fact]
    public void Prose_is_wrapped_and_begins_no_list()
    {
        var text = MarkdownText.Paragraph(string.Join(' ', Enumerable.Repeat("- 12. + === word", 60)));

        text.Split('\n').Length.ShouldBeGreaterThan(5);
        text.Split('\n').ShouldAllBe(line => line.Length <= 122 && !ListOrLine().IsMatch(line));
    }

    [GeneratedRegex(@"(?<!\\)[<>`*&]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Bare();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Bars();

    [GeneratedRegex(@"^([-+=]|\d+[.)])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ListOrLine();
}
