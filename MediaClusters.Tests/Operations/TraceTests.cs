using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaClusters.Tests.Graph;

namespace MediaClusters.Tests.Operations;

/// <summary>What the running graph tells a collector.</summary>
[Collection(GraphCollection.Name)]
public sealed class TraceTests(GraphFixture graph)
{
    private static readonly (string Service, string Name)[] Metrics =
    [
        ("api", "mediaclusters.jobs.enqueued"), ("api", "http.server.request.duration"), ("api", "db.client.connection.count"),
        ("worker", "mediaclusters.queue.depth"), ("worker", "mediaclusters.schema.pending_migrations"), ("worker", "db.client.connection.count"),
    ];

    private static readonly (string Service, string Text)[] Logs = [("api", "Application started"), ("worker", "jobs at a time"), ("migrations", "migration")];

    [Fact]
    public async Task One_trace_runs_from_the_callers_request_to_the_workers_SQL_and_cache_write()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 6));
        var (trace, caller) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/cluster-jobs") { Content = JsonContent.Create(new { pet_id = pet }) };
        request.Headers.Add("traceparent", $"00-{trace}-{caller}-01");

        using var response = await graph.Api.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await graph.WaitForJobAsync((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job_id").GetGuid());

        // These end, and so leave their process, last.
        var spans = await GraphFixture.EventuallyAsync(
            () => Task.FromResult(graph.Telemetry.Spans.Where(span => span.TraceId == trace).ToArray()),
            found => found.Any(span => span.Kind == OtlpSpan.Server) && found.Any(span => span.Kind == OtlpSpan.Consumer));

        var server = spans.Where(span => span.Kind == OtlpSpan.Server).ShouldHaveSingleItem();
        server.Service.ShouldBe("api");
        server.Name.ShouldBe("POST /internal/cluster-jobs");
        server.ParentId.ShouldBe(caller);

        Sql(spans, "INSERT INTO cluster_jobs").Service.ShouldBe("api");
        Sql(spans, "INSERT INTO cluster_jobs").ParentId.ShouldBe(server.SpanId);

        var job = spans.Where(span => span.Name == "cluster pet").ShouldHaveSingleItem();
        job.Service.ShouldBe("worker");
        job.ParentId.ShouldBe(server.SpanId);

        var persist = spans.Where(span => span.Name == "persist version").ShouldHaveSingleItem();
        persist.ParentId.ShouldBe(job.SpanId);
        Sql(spans, "INSERT INTO pet_clusters").ParentId.ShouldBe(persist.SpanId);

        foreach (var step in (string[])["mark", "publish"])
        {
            var write = spans.Where(span => span.Tags.GetValueOrDefault("db.stored_procedure.name") == step).ShouldHaveSingleItem();
            write.ParentId.ShouldBe(persist.SpanId);
            write.Service.ShouldBe("worker");
            write.Kind.ShouldBe(OtlpSpan.Client);
            write.Name.ShouldBe($"EVALSHA {step}");
            write.Tags["db.system.name"].ShouldBe("redis");
        }
    }

    [Fact]
    public async Task Statements_that_belong_to_nothing_leave_no_trace()
    {
        var pet = Guid.CreateVersion7();
        await graph.PutImagesAsync(pet, Album.Photos(pet, 2));
        await graph.WaitForJobAsync(await graph.PostJobAsync(pet));

        // By now the workers have polled, and what they polled would have come with these.
        var statements = await GraphFixture.EventuallyAsync(
            () => Task.FromResult(graph.Telemetry.Spans.Where(span => span.Tags.ContainsKey("db.query.text")).ToArray()),
            found => found.Any(span => span.Service == "worker") && found.Any(span => span.Service == "api"));

        statements.Where(span => span.ParentId.Length == 0).Select(span => $"{span.Service}: {span.Tags["db.query.text"]}").ShouldBeEmpty();
    }

    [Fact]
    public async Task Metrics_and_logs_of_every_service_arrive()
    {
        (await GraphFixture.EventuallyAsync(
            () => Task.FromResult(Missing()), missing => missing.Count == 0)).ShouldBeEmpty();

        List<string> Missing() =>
        [
            .. Metrics.Where(wanted => !graph.Telemetry.Metrics.ContainsKey(wanted)).Select(wanted => $"{wanted}"),
            .. Logs.Where(wanted => !graph.Telemetry.Logs.Any(log => log.Service == wanted.Service && log.Text.Contains(wanted.Text, StringComparison.OrdinalIgnoreCase)))
                .Select(wanted => $"{wanted}"),
        ];
    }

    private static OtlpSpan Sql(OtlpSpan[] spans, string text) =>
        spans.Where(span => span.Tags.GetValueOrDefault("db.query.text", "").Contains(text, StringComparison.Ordinal)).ShouldHaveSingleItem();
}
