using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.MigrationService.Samples;

/// <summary>Brings the sample pets in the way a caller would: photos first, then a job. A pet whose photos are all there already gets no new job.</summary>
internal sealed class SampleSeeder(IImageStore images, IJobQueue queue, IJobReader jobs, ILogger<SampleSeeder> logger)
{
    private const string Reason = "sample";

    /// <returns>The number of pets that a job was enqueued for.</returns>
    public async Task<int> SeedAsync(CancellationToken cancellationToken)
    {
        var enqueued = 0;
        foreach (var pet in SampleGenerator.All())
        {
            if (!await UpsertAsync(pet, cancellationToken))
                continue;

            await queue.EnqueueAsync(new(pet.PetId, Reason), cancellationToken);
            enqueued++;
        }

        logger.Seeded(SamplePetIds.Count, enqueued);
        return enqueued;
    }

    /// <returns>True when the pet needs a job.</returns>
    private async Task<bool> UpsertAsync(SamplePet pet, CancellationToken cancellationToken)
    {
        var problems = pet.Photos.SelectMany(photo => photo.Validate()).ToArray();
        if (problems.Length > 0)
            throw new InvalidOperationException($"Sample pet {pet.PetId}: {problems[0].Field} {problems[0].Problem}.");

        var result = await images.UpsertAsync(pet.PetId, pet.Photos, cancellationToken);
        if (!result.Accepted)
            throw new InvalidOperationException($"Sample pet {pet.PetId}: its photos clash with stored ones.");
        if (result.Inserted + result.Updated > 0)
            return true;

        // A run that ended between the photos and the job left the job to the next one.
        var known = await jobs.ListAsync(pet.PetId, status: null, before: null, limit: 1, cancellationToken);
        return known.Count == 0;
    }
}
