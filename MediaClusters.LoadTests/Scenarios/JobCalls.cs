using System.Diagnostics;
using System.Text;
using MediaClusters.LoadTests.Graph;
using MediaClusters.LoadTests.Load;
using MediaClusters.LoadTests.Seeding;

namespace MediaClusters.LoadTests.Scenarios;

/// <summary>Callers that have pets clustered.</summary>
internal sealed class JobCalls(LoadGraph graph, PetSeeder pets)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(4);

    /// <summary>Mostly reads, and now and then a job for a pet that has photos, whose photos have most likely not changed.</summary>
    /// <param name="name">The scenario's.</param>
    /// <param name="share">Of the jobs, from 0 to 1.</param>
    /// <param name="read">The reads.</param>
    /// <param name="pick">What is read.</param>
    public Scenario Mixed(string name, double share, Reads read, Func<Random, int> pick) => new(name, graph.Address, async (caller, cancellationToken) =>
    {
        if (caller.Random.NextDouble() >= share)
            return await read.AskAsync(caller, pick(caller.Random), cancellationToken);
        return await PostAsync(caller, pets[caller.Random.Next(pets.WithPhotos)].Id, force: false, cancellationToken);
    });

    /// <summary>A forced job, and reads until its version is what they are answered with.</summary>
    public Scenario EnqueueToVisible(string name)
    {
        var turn = -1L;

        // A pet's turn comes again after all others': no two steps wait for one pet's versions.
        var versions = new long[pets.WithPhotos];
        return new(name, graph.Address, async (caller, cancellationToken) =>
        {
            var index = (int)(Interlocked.Increment(ref turn) % versions.Length);
            var pet = pets[index].Id;
            if (versions[index] == 0)
                versions[index] = Bodies.VersionOf((await LatestAsync(caller, pet, "", cancellationToken)).Body.Span);
            if (await PostAsync(caller, pet, force: true, cancellationToken) is { } refused)
                return refused;

            var started = Stopwatch.GetTimestamp();
            while (true)
            {
                var answer = await LatestAsync(caller, pet, $"?min_version={versions[index] + 1}", cancellationToken);
                if (answer.Status == 200)
                {
                    versions[index] = Bodies.VersionOf(answer.Body.Span);
                    return null;
                }

                if (answer.Status != 404)
                    return Reads.Describe(answer);

                // Each goes to Postgres: asking often for what takes long would be most of the load. A tenth is missed at most.
                var pause = Stopwatch.GetElapsedTime(started) / 10;
                await Task.Delay(pause > ShortestPause ? pause : ShortestPause, cancellationToken);
            }
        });
    }

    private ValueTask<HttpAnswer> LatestAsync(Caller caller, Guid pet, string query, CancellationToken cancellationToken)
        => caller.Http.SendAsync(HttpRequests.Get(graph.Address, $"/internal/pets/{pet}/clusters/latest{query}", graph.Token), cancellationToken);

    private async ValueTask<string?> PostAsync(Caller caller, Guid pet, bool force, CancellationToken cancellationToken)
    {
        var body = Encoding.ASCII.GetBytes($"{{\"pet_id\":\"{pet}\",\"reason\":\"load\",\"force\":{(force ? "true" : "false")}}}");
        var answer = await caller.Http.SendAsync(HttpRequests.Post(graph.Address, "/internal/cluster-jobs", graph.Token, body), cancellationToken);
        return answer.Status == 202 && answer.Body.Span.StartsWith("{\"job_id\":"u8) ? null : Reads.Describe(answer);
    }
}
