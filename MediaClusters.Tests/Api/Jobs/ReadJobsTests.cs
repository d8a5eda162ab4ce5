using System.Net;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Api.Jobs;

public sealed class ReadJobsTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Get_job_answers_every_column()
    {
        var job = FakeJobs.Job(Guid.CreateVersion7(), ClusterJobStatus.Succeeded) with { ResultVersion = 3, CompletedAt = FakeJobs.Noon.AddMilliseconds(5) };
        host.Jobs.Jobs.Add(job);

        using var response = await host.Reader.GetAsync($"/internal/jobs/{job.JobId.ToString().ToUpperInvariant()}");

        var answer = await response.ShouldBeJsonAsync(HttpStatusCode.OK);
        answer["job_id"]!.GetValue<string>().ShouldBe(job.JobId.ToString());
        answer["status"]!.GetValue<string>().ShouldBe("succeeded");
        answer["result_version"]!.GetValue<long>().ShouldBe(3);
        answer["enqueued_at"]!.GetValue<string>().ShouldBe("2026-01-31T12:00:00Z");
        answer["completed_at"]!.GetValue<string>().ShouldBe("2026-01-31T12:00:00.005Z");
        answer["metadata"]!["a"]!.GetValue<int>().ShouldBe(1);
        answer["worker_id"].ShouldBeNull();
        answer.ContainsKey("worker_id").ShouldBeTrue();
    }

    [Fact]
    public async Task Get_unknown_job_answers_404()
    {
        using var response = await host.Reader.GetAsync($"/internal/jobs/{Guid.CreateVersion7()}");

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task List_pages_through_all_jobs_newest_first()
    {
        var pet = Guid.CreateVersion7();
        var ids = Enumerable.Range(1, 5).Select(i => Guid.Parse($"019a7f3e-5a00-7000-8000-00000000000{i}")).ToList();
        host.Jobs.Jobs.AddRange(ids.Select(id => FakeJobs.Job(pet) with { JobId = id }));

        var seen = new List<string>();
        var url = $"/internal/pets/{pet}/jobs?limit=2";
        for (string? cursor = ""; cursor is not null;)
        {
            using var response = await host.Reader.GetAsync(url + (cursor.Length > 0 ? $"&cursor={cursor}" : ""));
            var page = await response.ShouldBeJsonAsync(HttpStatusCode.OK);
            seen.AddRange(page["jobs"]!.AsArray().Select(job => job!["job_id"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        seen.ShouldBe(ids.AsEnumerable().Reverse().Select(id => id.ToString()));
    }

    [Fact]
    public async Task List_filters_by_status()
    {
        var pet = Guid.CreateVersion7();
        var failed = FakeJobs.Job(pet, ClusterJobStatus.Failed);
        host.Jobs.Jobs.AddRange([FakeJobs.Job(pet), failed]);

        using var response = await host.Reader.GetAsync($"/internal/pets/{pet}/jobs?status=failed");

        var page = await response.ShouldBeJsonAsync(HttpStatusCode.OK);
        page["jobs"]!.AsArray().ShouldHaveSingleItem()!["job_id"]!.GetValue<string>().ShouldBe(failed.JobId.ToString());
        page["next_cursor"].ShouldBeNull();
    }
}
