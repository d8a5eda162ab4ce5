using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaClusters.Persistence.Cache;

/// <summary>Reads for the cache: beside the newest version, whether its pet was being written, by the one witness that loses nothing.</summary>
internal interface IProbingReader
{
    /// <summary>Looks for a writer and then reads, in one round trip; the read sees whatever the look saw committed.</summary>
    Task<ProbedVersion> FindLatestAsync(Guid petId, CancellationToken cancellationToken);

    /// <summary>The same for many pets, looking for the writers of those that are <paramref name="probed"/>.</summary>
    Task<ProbedVersions> FindLatestAsync(IReadOnlyCollection<Guid> petIds, IReadOnlyCollection<Guid> probed, CancellationToken cancellationToken);
}

/// <summary>A pet's newest version, or null, and whether nobody was writing the pet before it was read.</summary>
internal readonly record struct ProbedVersion(VersionBody? Found, bool IsUnwritten);

/// <summary>The pets' newest versions, and which of the probed pets nobody was writing before they were read.</summary>
internal readonly record struct ProbedVersions(IReadOnlyDictionary<Guid, VersionBody> Found, IReadOnlySet<Guid> Unwritten);

/// <remarks>
/// A batch is one implicit transaction. Under READ COMMITTED each of its statements has a snapshot of its own, so that
/// the second one's is taken when the first one is through. Where the first one fails, whoever asks gets an answer all the same.
/// </remarks>
internal sealed class ProbingReader(NpgsqlDataSource database, IClusterReader versions, ILogger<ProbingReader> logger) : IProbingReader
{
    private static readonly IReadOnlySet<Guid> Nobody = new HashSet<Guid>();

    public Task<ProbedVersion> FindLatestAsync(Guid petId, CancellationToken cancellationToken) =>
        LostConnection.ReadAgainAsync<ProbedVersion>(async () =>
        {
            await using var batch = database.CreateBatch();
            batch.Add(PetWriteLock.ProbeSql).Parameters.AddNext(PetWriteLock.Key(petId)).AddNext(petId);
            batch.Add(ClusterSql.FindLatest).Parameters.AddNext(petId);
            var isProbed = false;
            try
            {
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                await reader.ReadAsync(cancellationToken);
                var isUnwritten = reader.GetBoolean(0);
                isProbed = true;
                await reader.NextResultAsync(cancellationToken);
                return new(await ClusterReader.ReadBodyAsync(reader, cancellationToken), isUnwritten);
            }
            catch (PostgresException exception) when (!isProbed && !cancellationToken.IsCancellationRequested)
            {
                logger.ProbeFailed(petId, exception);
            }

            return new(await versions.FindLatestAsync(petId, cancellationToken), IsUnwritten: false);
        });

    public Task<ProbedVersions> FindLatestAsync(IReadOnlyCollection<Guid> petIds, IReadOnlyCollection<Guid> probed, CancellationToken cancellationToken) =>
        LostConnection.ReadAgainAsync<ProbedVersions>(async () =>
        {
            await using var batch = database.CreateBatch();
            batch.Add(PetWriteLock.ProbeManySql, ("pets", probed.ToArray()), ("locks", probed.Select(PetWriteLock.Key).ToArray()));
            batch.Add(ClusterSql.FindLatestOfMany, ("pets", petIds.ToArray()));
            var isProbed = false;
            try
            {
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                var unwritten = new HashSet<Guid>();
                while (await reader.ReadAsync(cancellationToken))
                    unwritten.Add(reader.GetGuid(0));
                isProbed = true;
                await reader.NextResultAsync(cancellationToken);
                return new(await ClusterReader.ReadBodiesAsync(reader, petIds.Count, cancellationToken), unwritten);
            }
            catch (PostgresException exception) when (!isProbed && !cancellationToken.IsCancellationRequested)
            {
                logger.ProbeOfManyFailed(probed.Count, exception);
            }

            return new(await versions.FindLatestAsync(petIds, cancellationToken), Nobody);
        });
}
