using Npgsql;

namespace MediaClusters.Persistence.Cache;

/// <summary>Tells whether a pet is being written right now, by the one witness that loses nothing: Postgres.</summary>
internal interface IWriterProbe
{
    Task<bool> IsBeingWrittenAsync(Guid petId, CancellationToken cancellationToken);

    /// <summary>Those of the pets that nobody is writing.</summary>
    Task<IReadOnlySet<Guid>> FindUnwrittenAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken);
}

internal sealed class WriterProbe(NpgsqlDataSource database) : IWriterProbe
{
    public async Task<bool> IsBeingWrittenAsync(Guid petId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PetWriteLock.ProbeSql);
        command.With(("lock", PetWriteLock.Key(petId)));
        return await command.ExecuteScalarAsync(cancellationToken) is not true;
    }

    public async Task<IReadOnlySet<Guid>> FindUnwrittenAsync(IReadOnlyCollection<Guid> petIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PetWriteLock.ProbeManySql);
        command.With(("pets", petIds.ToArray()), ("locks", petIds.Select(PetWriteLock.Key).ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var unwritten = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            unwritten.Add(reader.GetGuid(0));
        return unwritten;
    }
}
