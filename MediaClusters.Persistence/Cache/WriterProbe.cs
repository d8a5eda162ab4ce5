using Npgsql;

namespace MediaClusters.Persistence.Cache;

/// <summary>Tells whether a pet is being written right now, by the one witness that loses nothing: Postgres.</summary>
internal interface IWriterProbe
{
    Task<bool> IsBeingWrittenAsync(Guid petId, CancellationToken cancellationToken);
}

internal sealed class WriterProbe(NpgsqlDataSource database) : IWriterProbe
{
    public async Task<bool> IsBeingWrittenAsync(Guid petId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PetWriteLock.ProbeSql);
        command.With(("lock", PetWriteLock.Key(petId)));
        return await command.ExecuteScalarAsync(cancellationToken) is not true;
    }
}
