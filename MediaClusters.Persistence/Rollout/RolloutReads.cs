using System.Runtime.CompilerServices;
using MediaClusters.Persistence.Cache;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Legacy;
using Microsoft.Extensions.Options;

namespace MediaClusters.Persistence.Rollout;

/// <summary>
/// A pet's newest result, wherever the rollout has it. Off Postgres it is the stub's state and nothing else. On Postgres it
/// is the newest version, unless the state says that a result was written after that version and to Redis alone: so flags
/// may be turned in any order, at different moments in different processes, and no result is lost or goes back.
/// </summary>
internal sealed class RolloutReads(LatestClusters versions, IRolloutFlags flags, ILegacyStates states, IOptions<LegacyOptions> options) : ILatestClusters
{
    public ValueTask<VersionBody?> FindAsync(Guid petId, long minVersion, CancellationToken cancellationToken)
    {
        var enabled = flags.IsEnabledAsync(RolloutFeatures.PostgresReads, petId, cancellationToken);
        return flags.Settings.IsOver && enabled is { IsCompletedSuccessfully: true, Result: true }
            ? versions.FindAsync(petId, minVersion, cancellationToken)
            : ChooseAsync(enabled, petId, minVersion, cancellationToken);
    }

    public IAsyncEnumerable<LatestVersion> FindManyAsync(IReadOnlyList<Guid> petIds, CancellationToken cancellationToken) =>
        flags.Settings.IsOver ? versions.FindManyAsync(petIds, cancellationToken) : ChooseManyAsync(petIds, cancellationToken);

    public Task<bool> InvalidateAsync(Guid petId, CancellationToken cancellationToken) => versions.InvalidateAsync(petId, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<VersionBody?> ChooseAsync(ValueTask<bool> enabled, Guid petId, long minVersion, CancellationToken cancellationToken)
    {
        if (!await enabled)
            return await FindStateAsync(petId, cancellationToken);

        return await ChooseAsync(petId, await versions.FindAsync(petId, minVersion, cancellationToken), cancellationToken);
    }

    private async Task<VersionBody?> ChooseAsync(Guid petId, VersionBody? version, CancellationToken cancellationToken)
        => await HasNewerStateAsync(petId, version) ? await FindStateAsync(petId, cancellationToken) ?? version : version;

    // A part at a time: Postgres is asked for all of its pets at once, Redis for each.
    private async IAsyncEnumerable<LatestVersion> ChooseManyAsync(IReadOnlyList<Guid> petIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in petIds.Chunk(LatestBatches.ChunkSize))
        {
            var persisted = new Dictionary<Guid, VersionBody?>();
            foreach (var petId in part)
            {
                if (await flags.IsEnabledAsync(RolloutFeatures.PostgresReads, petId, cancellationToken))
                    persisted[petId] = null;
            }

            await foreach (var latest in versions.FindManyAsync([.. persisted.Keys], cancellationToken))
                persisted[latest.PetId] = latest.Found;

            var found = await Task.WhenAll(part.Select(petId => persisted.TryGetValue(petId, out var version)
                ? ChooseAsync(petId, version, cancellationToken)
                : FindStateAsync(petId, cancellationToken)));
            foreach (var (petId, version) in part.Zip(found))
                yield return new(petId, version);
        }
    }

    private async ValueTask<bool> HasNewerStateAsync(Guid petId, VersionBody? version)
    {
        try
        {
            return await states.PeekAsync(petId) is { } head && (version is null || head.IsNewerThan(version.Version));
        }
        catch (RedisUnavailableException) when (version is not null)
        {
            // The cache's rule: without Redis, Postgres answers.
            return false;
        }
    }

    private async Task<VersionBody?> FindStateAsync(Guid petId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await states.FindAsync(petId) is not { } parse)
            return null;
        return parse.IsValid
            ? LegacyVersionJson.Write(petId, parse.State, options.Value.Namespace)
            : throw new InvalidDataException($"The state of pet {petId} in Redis cannot be read: {parse.Describe()}");
    }
}
