using System.Diagnostics;
using System.Globalization;
using MediaClusters.LoadTests.Reporting;
using MediaClusters.LoadTests.Seeding;

namespace MediaClusters.LoadTests.Runs.Parts;

/// <summary>Every pet that has photos is clustered anew, all at once, while callers read.</summary>
internal static class StormPart
{
    private const double ReadsPerSecond = 500;

    public static async Task<ReportSection> RunAsync(LoadSession session, CancellationToken cancellationToken)
    {
        await session.SeedHundredAsync(cancellationToken);

        // Alone: what the worker does in all that the processors leave to it.
        await RunJobsAsync(session, session.HundredPhotos, session.HundredPhotos.WithPhotos / 5, cancellationToken);
        var hundred = await RunJobsAsync(session, session.HundredPhotos, session.HundredPhotos.WithPhotos, cancellationToken);
        session.Findings.Set(Names.JobsRate, hundred);

        await session.FillCacheAsync(cancellationToken);
        var reads = session.Api.Latest.Scenario("latest, cached, during the storm", session.Api.Often);
        var storm = RunJobsAsync(session, session.Pets, session.Pets.WithPhotos, cancellationToken);
        var during = await session.ArriveAsync(reads, ReadsPerSecond, cancellationToken);
        return new(
            "Job storm",
            "Forced jobs for many pets, queued in one statement, to the last version; one worker process. First pets of 100 photos with nobody reading, then all pets that have photos while callers read.",
            [new ReportRow(during)],
            [
                new(Names.JobsRate, hundred, "jobs/s", string.Create(CultureInfo.InvariantCulture, $"{session.HundredPhotos.WithPhotos:N0} pets")),
                new("jobs a second beside reads", await storm, "jobs/s", string.Create(CultureInfo.InvariantCulture, $"{session.Pets.WithPhotos:N0} pets of {SeededPet.FewestPhotos} to {SeededPet.MostPhotos} photos, {ReadsPerSecond:N0} reads a second for a part of it")),
            ]);
    }

    /// <returns>Versions a second.</returns>
    private static async Task<double> RunJobsAsync(LoadSession session, PetSeeder pets, int count, CancellationToken cancellationToken)
    {
        var ids = Enumerable.Range(0, count).Select(index => pets[index].Id).ToArray();
        var before = await CountVersionsAsync(session, cancellationToken);
        await using (var enqueue = session.Graph.Source.CreateCommand("""
            INSERT INTO cluster_jobs (id, pet_id, status, reason, force) SELECT gen_random_uuid(), pet_id, 'queued', 'storm', true FROM unnest(@pets) AS pet_id;
            SELECT pg_notify('cluster_jobs', '')
            """))
        {
            enqueue.Parameters.AddWithValue("pets", ids);
            await enqueue.ExecuteNonQueryAsync(cancellationToken);
        }

        var started = Stopwatch.GetTimestamp();
        await session.Graph.WaitForIdleAsync(cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var written = await CountVersionsAsync(session, cancellationToken) - before;
        return written == ids.Length ? written / elapsed : throw new InvalidOperationException($"{ids.Length} jobs wrote {written} versions.");
    }

    private static Task<long> CountVersionsAsync(LoadSession session, CancellationToken cancellationToken)
        => session.Graph.QueryAsync<long>("SELECT count(*) FROM pet_clusters", cancellationToken);
}
