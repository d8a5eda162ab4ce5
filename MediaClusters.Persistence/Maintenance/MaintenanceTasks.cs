using Npgsql;
using NpgsqlTypes;

namespace MediaClusters.Persistence.Maintenance;

internal sealed class MaintenanceTasks(NpgsqlDataSource dataSource) : IMaintenanceTasks
{
    public async Task<MaintenanceRun?> AcquireAsync(MaintenanceClaim claim, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(claim.Name) || string.IsNullOrWhiteSpace(claim.Holder) || claim.Lease <= TimeSpan.Zero)
            throw new ArgumentException("A claim needs a name, a holder and a lease that lasts.", nameof(claim));

        await using var command = dataSource.CreateCommand(MaintenanceSql.Acquire);
        command.With(Fence(claim)).With(("lease", claim.Lease), ("rest", claim.Rest));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(claim, reader.GetNullable<string>(0), reader.GetFieldValue<DateTimeOffset>(1))
            : null;
    }

    public async Task<bool> RenewAsync(MaintenanceRun run, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(MaintenanceSql.Renew);
        command.With(Fence(run.Claim)).With(("lease", run.Claim.Lease));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<bool> SaveProgressAsync(MaintenanceRun run, string progress, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(MaintenanceSql.SaveProgress);
        command.With(Fence(run.Claim)).With(("lease", run.Claim.Lease)).With("progress", NpgsqlDbType.Jsonb, progress);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public Task<bool> CompleteAsync(MaintenanceRun run, CancellationToken cancellationToken)
        => EndAsync(MaintenanceSql.Complete, run, cancellationToken);

    public Task<bool> ReleaseAsync(MaintenanceRun run, CancellationToken cancellationToken)
        => EndAsync(MaintenanceSql.Release, run, cancellationToken);

    public async Task<DateTimeOffset?> FindCompletedAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(MaintenanceSql.FindCompleted);
        command.With(("name", name));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetNullable<DateTimeOffset?>(0) : null;
    }

    internal static (string Name, object Value)[] Fence(MaintenanceClaim claim) => [("name", claim.Name), ("holder", claim.Holder)];

    private async Task<bool> EndAsync(string sql, MaintenanceRun run, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.With(Fence(run.Claim));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
