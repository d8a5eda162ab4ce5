using MediaClusters.Clustering;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.MigrationService.Backfill;

/// <summary>Pets in every state that a backfill tells apart.</summary>
internal static class GivenPets
{
    /// <summary>Pets with a photo and without a version, ascending by id.</summary>
    public static async Task<Guid[]> WithPhotosAsync(TestDatabase database, int count)
    {
        await database.ExecuteAsync($"""
            INSERT INTO pets (pet_id) SELECT gen_random_uuid() FROM generate_series(1, {count});
            INSERT INTO pet_images (image_id, pet_id, embedding, dimensions, model)
            SELECT gen_random_uuid(), pet_id, decode(repeat('0000803f', 384), 'hex'), 384, 'clip' FROM pets p
            WHERE NOT EXISTS (SELECT 1 FROM pet_images i WHERE i.pet_id = p.pet_id);
            """);
        return (await database.ScalarAsync<Guid[]>("SELECT array_agg(pet_id ORDER BY pet_id) FROM pets"))!;
    }

    public static async Task<Guid> PhotosAsync(TestDatabase database, params string[] models)
    {
        var pet = Guid.NewGuid();
        var photos = models.Select(model => Given.Image(1, model: model, id: Guid.NewGuid())).ToArray();
        (await database.Images.UpsertAsync(pet, photos, default)).Accepted.ShouldBeTrue();
        return pet;
    }

    /// <summary>Writes a version as a worker does, and leaves no job behind.</summary>
    public static async Task VersionAsync(TestDatabase database, Guid pet, string algorithm = "auto", string? model = "clip")
    {
        await database.Queue.EnqueueAsync(new(pet, Priority: 100), default);
        var job = (await database.Queue.ClaimAsync("worker", 1, default)).ShouldHaveSingleItem();
        var result = new ClusteringResult(algorithm, 1, [], [Guid.NewGuid()], new(0, null, null, 1, null));
        (await database.Clusters.PersistAsync(job, result, new(Given.Hash(), model), default)).ShouldNotBeNull();
        await database.ExecuteAsync($"DELETE FROM cluster_jobs WHERE id = '{job.Id}'");
    }

    /// <summary>Finishes whatever is queued, as workers would.</summary>
    public static async Task<int> DrainAsync(TestDatabase database)
    {
        var jobs = await database.Queue.ClaimAsync("worker", 1_000, default);
        foreach (var job in jobs)
            (await database.Queue.CompleteAsync(job, null, default)).ShouldBeTrue();
        return jobs.Count;
    }

    public static Task<Guid[]?> QueuedAsync(TestDatabase database)
        => database.ScalarAsync<Guid[]>("SELECT coalesce(array_agg(pet_id ORDER BY pet_id), '{}') FROM cluster_jobs WHERE status = 'queued'");
}
