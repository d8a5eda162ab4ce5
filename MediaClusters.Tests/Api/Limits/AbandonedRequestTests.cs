using System.Net;
using System.Text;
using MediaClusters.Tests.Graph;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Api.Limits;

/// <summary>Whoever went away, or ran out of time, leaves nothing running in Postgres, and no connection lost.</summary>
[Collection(ServersCollection.Name)]
public sealed class AbandonedRequestTests(Servers servers) : IAsyncLifetime
{
    private const string Token = "abandoned-6c1f9be07d2a4e63a8f4b17d0c92e35f";
    private const int Pool = 4;

    private readonly Guid _pet = Guid.CreateVersion7();
    private TestDatabase _database = null!;

    private string Latest => $"/internal/pets/{_pet}/clusters/latest";

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        await _database.Images.UpsertAsync(_pet, Given.Images(3), CancellationToken.None);
        await _database.Queue.EnqueueAsync(Given.Request(_pet), CancellationToken.None);
        var job = (await _database.Queue.ClaimAsync("worker", 1, CancellationToken.None)).Single();
        await _database.Clusters.PersistAsync(job, Given.Result(), Given.Input(), CancellationToken.None);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Statement_of_a_caller_that_went_away_is_ended_and_its_connection_serves_the_next()
    {
        await using var service = Start();
        using var api = await ListeningAsync(service);
        (string Method, string Path, string? Body)[] requests =
        [
            ("GET", Latest, null),
            ("GET", $"{Latest}?min_version=1", null),
            ("GET", $"/internal/pets/{_pet}/clusters/1", null),
            ("GET", $"/internal/pets/{_pet}/clusters", null),
            ("GET", $"/internal/pets/{_pet}/jobs", null),
            ("GET", $"/internal/images/{Given.Id(1)}/clusters", null),
            ("POST", "/internal/pets/clusters:batchGet", $$"""{"pet_ids":["{{_pet}}"]}"""),
            ("POST", "/internal/pets/latest-versions", $$"""{"pet_ids":["{{_pet}}"]}"""),
            ("POST", "/internal/cluster-jobs", $$"""{"pet_id":"{{_pet}}"}"""),
            ("PUT", $"/internal/pets/{_pet}/images", ImageJson.Batch(ImageJson.Photo())),
            ("DELETE", $"/internal/pets/{_pet}/images/{Given.Id(1)}", null),
            ("PUT", $"/internal/pets/{_pet}/images/{Given.Id(1)}/pin", null),
            ("POST", $"/internal/pets/{_pet}/clusters/1/restore", "{}"),
            ("DELETE", $"/internal/pets/{_pet}", null),
        ];
        await using (var held = await HeldTables.HoldAsync(_database))
        {
            foreach (var (method, path, body) in requests)
            {
                using var leave = new CancellationTokenSource();
                var asked = SendAsync(api, method, path, body, leave.Token);
                await held.UntilAsync(1, $"{method} {path}");

                await leave.CancelAsync();

                await Should.ThrowAsync<OperationCanceledException>(() => asked);
                await held.UntilAsync(0, $"{method} {path}, whose caller went away");
            }
        }

        (await _database.ScalarAsync<long>("SELECT count(*) FROM pet_images")).ShouldBe(3);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM cluster_jobs")).ShouldBe(1);
        await ShouldServeAsync(api, 3 * Pool);
        service.Output.ShouldNotContain("fail:");
    }

    [Fact]
    public async Task Read_that_several_wait_for_goes_on_for_those_who_stay()
    {
        await using var service = Start();
        using var api = await ListeningAsync(service);
        var another = Guid.CreateVersion7();
        Task<HttpStatusCode> stays;
        await using (var held = await HeldTables.HoldAsync(_database))
        {
            using var leave = new CancellationTokenSource();
            var leaves = SendAsync(api, "GET", Latest, body: null, leave.Token);
            await held.UntilAsync(1, "the read of one");
            stays = SendAsync(api, "GET", $"{Latest}?min_version=1", body: null, CancellationToken.None);

            // It boards while the first one waits, and is there when the third one's read is.
            var alone = SendAsync(api, "GET", $"/internal/pets/{another}/clusters/latest", body: null, leave.Token);
            await held.UntilAsync(2, "the read of two and the read of one");

            await leave.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => leaves);
            await Should.ThrowAsync<OperationCanceledException>(() => alone);
            await held.UntilAsync(1, "the read whose second reader stays");
        }

        (await stays).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Statement_of_an_upload_that_ran_out_of_time_is_ended()
    {
        await using var service = Start(("ImageUploads__Timeout", "00:00:02"));
        using var api = await ListeningAsync(service);
        await using (var held = await HeldTables.HoldAsync(_database))
        {
            (await SendAsync(api, "PUT", $"/internal/pets/{_pet}/images", ImageJson.Batch(ImageJson.Photo()), CancellationToken.None)).ShouldBe(HttpStatusCode.RequestTimeout);
            await held.UntilAsync(0, "the upload's");
        }

        (await _database.ScalarAsync<long>("SELECT count(*) FROM pet_images")).ShouldBe(3);
        await ShouldServeAsync(api, 3 * Pool);
    }

    [Fact]
    public async Task Requests_beyond_the_pool_wait_for_a_while_and_are_told_to_come_back()
    {
        // Npgsql's own names: what a connection string states wins over the options.
        await using var service = Start(("ConnectionStrings__media-clusters", $"{_database.ConnectionString};Maximum Pool Size=2;Timeout=1"));
        using var api = await ListeningAsync(service);
        HttpResponseMessage[] answers;
        await using (var held = await HeldTables.HoldAsync(_database))
        {
            var holders = Enumerable.Range(0, 2).Select(_ => api.GetAsync($"/internal/images/{Guid.CreateVersion7()}/clusters")).ToArray();
            await held.UntilAsync(2, "those who have the pool");

            var others = Enumerable.Range(0, 50).Select(n => (n % 5) switch
            {
                0 => api.GetAsync($"/internal/pets/{Guid.CreateVersion7()}/clusters/latest"),
                1 => api.GetAsync($"/internal/pets/{_pet}/clusters/{n}"),
                2 => api.GetAsync($"/internal/pets/{_pet}/jobs"),
                3 => api.PostAsync("/internal/cluster-jobs", ApiHost.Json($$"""{"pet_id":"{{_pet}}"}""")),
                _ => api.PutAsync($"/internal/pets/{_pet}/images", ApiHost.Json(ImageJson.Batch(ImageJson.Photo()))),
            });
            answers = await Task.WhenAll(others).WaitAsync(TimeSpan.FromSeconds(60));
            holders.ShouldAllBe(holder => !holder.IsCompleted);
        }

        foreach (var answer in answers)
        {
            await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter.ShouldNotBeNull();
            answer.Dispose();
        }

        await ShouldServeAsync(api, 10);
    }

    [Fact]
    public async Task Statement_of_a_job_that_ran_out_of_time_is_ended()
    {
        await _database.Queue.EnqueueAsync(Given.Request(_pet), CancellationToken.None);
        var job = await _database.ScalarAsync<Guid>("SELECT id FROM cluster_jobs WHERE status <> 'succeeded'");
        await using (var held = await HeldTables.HoldAsync(_database, "pet_images"))
        await using (var worker = ServiceProcess.Start<Projects.MediaClusters_Worker>([.. Environment(), ("Worker__JobTimeout", "00:00:02")]))
        {
            await held.UntilAsync(1, "the load of the job", "embedding");
            await held.UntilAsync(0, "the load of the job, whose time is over", "embedding");
            var error = await GraphFixture.EventuallyAsync(
                () => _database.ScalarAsync<string>($"SELECT last_error FROM cluster_jobs WHERE id = '{job}'"), text => text is not null);
            error.ShouldNotBeNull().ShouldContain("longer than a job may");
        }
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient api, string method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await api.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }

    private async Task ShouldServeAsync(HttpClient api, int times)
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, times).Select(_ => SendAsync(api, "GET", $"/internal/pets/{_pet}/jobs", body: null, CancellationToken.None)));
        statuses.ShouldAllBe(status => status == HttpStatusCode.OK);
    }

    private ServiceProcess Start(params (string Name, string? Value)[] more) => ServiceProcess.Start<Projects.MediaClusters_Api>(
        [.. Environment(), ("Authentication__Tokens__0__Name", "tests"), ("Authentication__Tokens__0__Value", Token), .. more]);

    private IEnumerable<(string Name, string? Value)> Environment() =>
    [
        ("ConnectionStrings__media-clusters", $"{_database.ConnectionString};Maximum Pool Size={Pool}"), ("Database__SslMode", "Disable"), ("ConnectionStrings__cache", servers.Redis),
        .. HeldTables.Patience,
    ];

    private static async Task<HttpClient> ListeningAsync(ServiceProcess service)
    {
        var api = await service.ListeningAsync();
        api.DefaultRequestHeaders.Add("X-Internal-Token", Token);
        return api;
    }
}
