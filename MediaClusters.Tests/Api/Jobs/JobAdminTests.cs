using System.Net;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Api.Jobs;

public sealed class JobAdminTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("cancel", HttpStatusCode.OK)]
    [InlineData("redrive", HttpStatusCode.Accepted)]
    public async Task Action_answers_with_the_job_and_its_events(string action, HttpStatusCode status)
    {
        var job = Add(FakeJobs.Job(Guid.CreateVersion7(), ClusterJobStatus.Failed) with
        {
            Failure = JobFailures.Cancelled,
            Events = [new(FakeJobs.Noon, "cancelled", "writer", "why", "boom", null)],
        });

        using var response = await PostAsync($"/internal/jobs/{job}/{action}", """{"reason":"why"}""");

        var answer = await response.ShouldBeJsonAsync(status);
        answer["job_id"]!.GetValue<string>().ShouldBe(job.ToString());
        answer["failure"]!.GetValue<string>().ShouldBe("cancelled");
        answer["events"]![0]!.ToJsonString().ShouldBe("""{"at":"2026-01-31T12:00:00Z","action":"cancelled","actor":"writer","reason":"why","error":"boom","failure":null}""");
        _host.Jobs.Orders.ShouldBe([($"{action} {job}", new JobOrder("writer", "why"))]);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("redrive")]
    public async Task Action_needs_no_body_and_refuses_a_wrong_one(string action)
    {
        var url = $"/internal/jobs/{Add(FakeJobs.Job(Guid.CreateVersion7()))}/{action}";

        using (var bare = await _host.Client.PostAsync(url, content: null))
            bare.IsSuccessStatusCode.ShouldBeTrue();
        _host.Jobs.Orders.ShouldHaveSingleItem().Order.ShouldBe(new JobOrder("writer", null));

        foreach (var (body, field) in new[] { ("""{"reason":7}""", "reason"), ("""{"reason":"\u0007"}""", "reason"), ("""{"why":"x"}""", "why"), ("[]", "body") })
        {
            using var response = await PostAsync(url, body);
            await response.ShouldNameAsync(field);
        }

        using (var text = await _host.Client.PostAsync(url, new StringContent("reason")))
            await text.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
        _host.Jobs.Orders.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("redrive")]
    public async Task Action_on_an_unknown_job_answers_404(string action)
    {
        _host.Jobs.Cancelled = new(CancelOutcome.NotFound);
        _host.Jobs.Redriven = new(RedriveOutcome.NotFound);

        using var response = await PostAsync($"/internal/jobs/{Guid.CreateVersion7()}/{action}", "{}");

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Action_that_comes_too_late_answers_409_and_says_what_the_job_is()
    {
        var active = Guid.CreateVersion7();
        _host.Jobs.Cancelled = new(CancelOutcome.NotQueued, ClusterJobStatus.Processing);
        using (var response = await PostAsync($"/internal/jobs/{active}/cancel", "{}"))
            await RefusedAsync(response, ":job-not-queued", "job_status", "processing");

        _host.Jobs.Redriven = new(RedriveOutcome.NotFailed, ClusterJobStatus.Succeeded);
        using (var response = await PostAsync($"/internal/jobs/{active}/redrive", "{}"))
            await RefusedAsync(response, ":job-not-failed", "job_status", "succeeded");

        _host.Jobs.Redriven = new(RedriveOutcome.PetBusy, ClusterJobStatus.Failed, active);
        using (var response = await PostAsync($"/internal/jobs/{Guid.CreateVersion7()}/redrive", "{}"))
            await RefusedAsync(response, ":pet-has-active-job", "active_job_id", active.ToString());
    }

    [Fact]
    public async Task Redrive_many_every_field_reaches_the_queue()
    {
        var job = Guid.CreateVersion7();
        _host.Jobs.RedrivenMany = new([job], 3, new FailedJobKey(FakeJobs.Noon, job));

        var cursor = MediaClusters.Api.Requests.Paging.Cursor(FakeJobs.Noon, job);

        using var response = await PostAsync("/internal/jobs:redrive", $$"""
            {"cursor":"{{cursor}}","failure":["crashed","cancelled"],"job_reason":"upload","error_contains":"boom","failed_after":"2026-01-31T13:00:00+01:00","failed_before":"2026-02-01T00:00:00Z","limit":1000,"reason":"why"}
            """);

        (await response.ShouldBeJsonAsync(HttpStatusCode.OK)).ToJsonString()
            .ShouldBe($$"""{"redriven":1,"skipped":3,"job_ids":["{{job}}"],"more":true,"dry_run":false,"next_cursor":"{{cursor}}"}""");
        _host.Jobs.Orders.ShouldBe([("redrive up to 1000", new JobOrder("writer", "why"))]);
        _host.Jobs.RedriveBefore.ShouldBe(new FailedJobKey(FakeJobs.Noon, job));
        var filter = _host.Jobs.Filters.ShouldHaveSingleItem();
        filter.Failures.ShouldBe(["crashed", "cancelled"]);
        (filter with { Failures = null }).ShouldBe(new FailedJobFilter(null, "upload", "boom", FakeJobs.Noon, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Redrive_many_dry_run_gives_no_order()
    {
        using var response = await PostAsync("/internal/jobs:redrive", """{"dry_run":true}""");

        (await response.ShouldBeJsonAsync(HttpStatusCode.OK)).ToJsonString().ShouldBe("""{"redriven":0,"skipped":0,"job_ids":[],"more":false,"dry_run":true,"next_cursor":null}""");
        _host.Jobs.Orders.ShouldBe([("redrive up to 100", null)]);
    }

    [Theory]
    [InlineData("""{"failure":[]}""", "failure")]
    [InlineData("""{"failure":"crashed"}""", "failure")]
    [InlineData("""{"failure":["input","input","input","input","input","input"]}""", "failure")]
    [InlineData("""{"failure":["input","Crashed"]}""", "failure[1]")]
    [InlineData("""{"failure":[null]}""", "failure[0]")]
    [InlineData("""{"failure":[7]}""", "failure[0]")]
    [InlineData("""{"error_contains":""}""", "error_contains")]
    [InlineData("""{"error_contains":"a\u0000"}""", "error_contains")]
    [InlineData("""{"job_reason":"\n"}""", "job_reason")]
    [InlineData("""{"failed_after":"2026-01-31"}""", "failed_after")]
    [InlineData("""{"failed_after":"2026-01-31T12:00:00Z","failed_before":"2026-01-31T12:00:00Z"}""", "failed_before")]
    [InlineData("""{"cursor":"AAAA"}""", "cursor")]
    [InlineData("""{"cursor":7}""", "cursor")]
    [InlineData("""{"limit":0}""", "limit")]
    [InlineData("""{"limit":1001}""", "limit")]
    [InlineData("""{"limit":1.5}""", "limit")]
    [InlineData("""{"reason":"\u001b"}""", "reason")]
    [InlineData("""{"dry_run":"yes"}""", "dry_run")]
    [InlineData("""{"status":"failed"}""", "status")]
    public async Task Redrive_many_wrong_field_names_it_and_does_nothing(string body, string field)
    {
        using var response = await PostAsync("/internal/jobs:redrive", body);

        await response.ShouldNameAsync(field);
        _host.Jobs.Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task Redrive_many_without_a_body_does_nothing()
    {
        using var response = await _host.Client.PostAsync("/internal/jobs:redrive", content: null);

        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
        _host.Jobs.Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_pages_through_failures()
    {
        var ids = Enumerable.Range(1, 5).Select(n => Add(FakeJobs.Job(Guid.CreateVersion7(), ClusterJobStatus.Failed) with { CompletedAt = FakeJobs.Noon.AddMicroseconds(n) })).ToList();

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            using var response = await _host.Reader.GetAsync($"/internal/jobs?status=failed&failure=crashed&limit=2{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            var page = await response.ShouldBeJsonAsync(HttpStatusCode.OK);
            page["jobs"]!.AsArray().ShouldAllBe(job => !job!.AsObject().ContainsKey("events"));
            seen.AddRange(page["jobs"]!.AsArray().Select(job => job!["job_id"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        seen.ShouldBe(ids.AsEnumerable().Reverse().Select(id => id.ToString()));
        _host.Jobs.Filters.ShouldAllBe(filter => filter.Failures!.Single() == "crashed");
    }

    [Theory]
    [InlineData("", "status")]
    [InlineData("?status=queued", "status")]
    [InlineData("?status=failed&failure=unlucky", "failure")]
    [InlineData("?status=failed&failure=input&failure=crashed", "failure")]
    [InlineData("?status=failed&limit=0", "limit")]
    [InlineData("?status=failed&cursor=AAAA", "cursor")]
    [InlineData("?status=failed&cursor=f_________8AAAAAAAAAAAAAAAAAAAAA", "cursor")]
    public async Task List_wrong_parameter_names_it(string query, string field)
    {
        using var response = await _host.Reader.GetAsync($"/internal/jobs{query}");

        await response.ShouldNameAsync(field);
    }

    private static async Task RefusedAsync(HttpResponseMessage response, string type, string fact, string value)
    {
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.Conflict);
        problem["type"]!.GetValue<string>().ShouldEndWith(type);
        problem[fact]!.GetValue<string>().ShouldBe(value);
    }

    private Guid Add(JobDetails job)
    {
        _host.Jobs.Jobs.Add(job);
        return job.JobId;
    }

    private async Task<HttpResponseMessage> PostAsync(string url, string body) => await _host.Client.PostAsync(url, ApiHost.Json(body));
}
