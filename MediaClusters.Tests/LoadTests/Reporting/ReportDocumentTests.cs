using System.Text;
using System.Text.Json.Nodes;
using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Reporting.Json;

namespace MediaClusters.Tests.LoadTests.Reporting;

public sealed class ReportDocumentTests
{
    private static readonly LoadReport Report = Reports.Of(
        new ReportSection("Reads", "Text.", [new(Reports.Result("latest", failure: "503", milliseconds: [1, 2, 3, 400]), "bare", 0.5)], [new("size", double.NaN, "MiB")]),
        Reports.Section("Writes", new ReportRow(Reports.Result("persist", new LoadShape.Arrivals(10, 20, 4, TimeSpan.FromSeconds(9))))));

    [Fact]
    public void Json_read_again_is_the_same_json()
    {
        var json = ReportDocument.Of(Report).ToJson();

        ReportDocument.Parse(Encoding.UTF8.GetBytes(json)).ToJson().ShouldBe(json);
    }

    [Fact]
    public void Json_has_percentiles_shape_and_timeline_under_names_with_underscores()
    {
        var document = JsonNode.Parse(ReportDocument.Of(Report).ToJson())!;
        var load = document["sections"]![0]!["loads"]![0]!;

        document["started_at"]!.GetValue<string>().ShouldBe("2026-11-22T19:00:00+01:00");
        document["goals"]![1]!["is_met"]!.GetValue<bool>().ShouldBeFalse();
        load["shape"]!.ToJsonString().ShouldBe("""{"loop":"closed","connections":64,"seconds":15,"from_rate":null,"to_rate":null}""");
        load["latency_ms"]!.AsObject().Select(pair => pair.Key).ShouldBe(["mean", "p50", "p90", "p95", "p99", "p99_9", "max"]);
        load["latency_ms"]!["max"]!.GetValue<double>().ShouldBe(400);
        load["share_of_yardstick"]!.GetValue<double>().ShouldBe(0.5);
        load["timeline"]!.AsArray().Count.ShouldBe(4);
        load["timeline"]![3]!.ToJsonString().ShouldBe("""{"second":3,"succeeded":1,"failed":1,"p50":400,"p99":400,"max":400}""");
        document["sections"]![1]!["loads"]![0]!["shape"]!["to_rate"]!.GetValue<double>().ShouldBe(20);
    }

    [Fact]
    public void What_is_no_number_is_null()
    {
        var document = JsonNode.Parse(ReportDocument.Of(Report).ToJson())!;
        var empty = document["sections"]![1]!["loads"]![0]!;

        document["sections"]![0]!["figures"]![0]!["value"].ShouldBeNull();
        empty["rate"].ShouldBeNull();
        empty["latency_ms"]!["p99"].ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"format\":\"mediaclusters-load/1\"}")]
    public void Foreign_text_is_refused(string text) =>
        Should.Throw<InvalidDataException>(() => ReportDocument.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("mediaclusters-load/1", "mediaclusters-load/2")]
    [InlineData("\"timeline\": [", "\"timeline\": [null,")]
    [InlineData("\"loads\": [", "\"loads\": [null,")]
    [InlineData("\"sections\": [", "\"sections\": [null,")]
    [InlineData("\"environment\": [", "\"environment\": [null,")]
    [InlineData("\"title\": \"Load\"", "\"title\": null")]
    [InlineData("\"seed\": 7", "\"seed\": \"7\"")]
    public void A_document_with_something_wrong_in_it_is_refused(string right, string wrong)
    {
        var json = ReportDocument.Of(Report).ToJson();
        json.ShouldContain(right);

        Should.Throw<InvalidDataException>(() => ReportDocument.Parse(Encoding.UTF8.GetBytes(json.Replace(right, wrong, StringComparison.Ordinal))));
    }
}
